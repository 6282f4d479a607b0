/** The whole page takes files that are dropped on it. */
import { type DragEvent, type ReactNode, useState } from 'react'
import type { RunController } from '../state/run-controller.ts'

interface DropTargetProps {
  readonly run: RunController
  readonly children: ReactNode
}

export function DropTarget({ run, children }: DropTargetProps) {
  const [isOver, setIsOver] = useState(false)

  function over(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setIsOver(true)
  }

  function leave({ relatedTarget }: DragEvent): void {
    if (relatedTarget === null) setIsOver(false)
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setIsOver(false)
    void run.openFiles([...event.dataTransfer.files])
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: opening by key is the library's button
    <div className="app" onDragOver={over} onDragLeave={leave} onDrop={drop}>
      {children}
      {isOver && <div className="drop-hint">Drop to open</div>}
    </div>
  )
}
