/** How large an element is, for what is drawn into it. */
import { type RefObject, useEffect, useState } from 'react'

export interface PixelSize {
  readonly width: number
  readonly height: number
}

/** Undefined until it is measured. */
export function useSize(element: RefObject<HTMLElement | null>): PixelSize | undefined {
  const [size, setSize] = useState<PixelSize>()
  useEffect(() => {
    const { current } = element
    if (current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      setSize({ width: Math.floor(width), height: Math.floor(height) })
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return size
}
