/** A dialog over the page with a title: Escape, its cross or a click beside it close it. */
import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { type DialogName, showDialog } from '../state/view-store.ts'
import { IconButton } from './icon-button.tsx'
import { Modal } from './modal.tsx'

interface DialogProps {
  readonly name: DialogName
  readonly title: string
  /** For what needs the whole width of the page. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** Mounts its children only while it is open. */
export function Dialog({ name, title, isWide = false, children }: DialogProps) {
  const titleId = useId()
  return (
    <Modal name={name} labelledBy={titleId} {...(isWide && { className: 'wide' })}>
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon={X} label="Close" shortcut="Esc" onPress={() => showDialog(undefined)} />
      </div>
      <div className="dialog-body">{children}</div>
    </Modal>
  )
}
