/** A place in the page for the host of a panel, which other places may take from it. */
import { useLayoutEffect, useRef } from 'react'

interface SlotProps {
  readonly host: HTMLElement
  readonly className?: string
  readonly isHidden?: boolean
}

export function Slot({ host, className = '', isHidden = false }: SlotProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (host.parentElement !== place.current) place.current?.append(host)
  }, [host])
  return <div ref={place} className={`slot ${className}`} hidden={isHidden} />
}
