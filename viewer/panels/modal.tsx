/** What stands over the page until it is closed: by Escape, by a click beside it, or by what it holds. */
import { type ReactNode, useEffect, useRef } from 'react'
import { type DialogName, showDialog, useViewStore } from '../state/view-store.ts'

interface ModalProps {
  readonly name: DialogName
  readonly className?: string
  /** Its name for those who do not see it, or the id of its title. */
  readonly label?: string
  readonly labelledBy?: string
  readonly children: ReactNode
}

/** Mounts its children only while it is open. */
export function Modal(props: ModalProps) {
  const isOpen = useViewStore(({ dialog }) => dialog === props.name)
  return isOpen ? <OpenModal {...props} /> : null
}

function OpenModal({ name, className = '', label, labelledBy, children }: ModalProps) {
  const element = useRef<HTMLDialogElement>(null)
  // What it holds may have opened another meanwhile.
  const close = () => useViewStore.getState().dialog === name && showDialog(undefined)
  useEffect(() => {
    const { current } = element
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes every modal dialog
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-label={label}
      aria-labelledby={labelledBy}
      onClose={close}
      onClick={({ target }) => target === element.current && close()}
    >
      {children}
    </dialog>
  )
}
