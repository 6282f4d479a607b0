/** A dialog over the page: Escape, its cross or a click beside it close it. */
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { type DialogName, showDialog, useViewStore } from '../state/view-store.ts'
import { IconButton } from './icon-button.tsx'

interface DialogProps {
  readonly name: DialogName
  readonly title: string
  /** For what needs the whole width of the page. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** Mounts its children only while it is open. */
export function Dialog(props: DialogProps) {
  const isOpen = useViewStore(({ dialog }) => dialog === props.name)
  return isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({ title, isWide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const close = () => showDialog(undefined)
  useEffect(() => {
    const { current } = element
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes every modal dialog
    <dialog
      ref={element}
      className={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onClose={close}
      onClick={({ target }) => target === element.current && close()}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon={X} label="Close" shortcut="Esc" onPress={close} />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  )
}
