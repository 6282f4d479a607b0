/** Cuts and copies what is selected. */
import { ClipboardPaste, Copy, Scissors } from 'lucide-react'
import { copySelection, cutSelection, takeSystemClip } from '../state/clip-desk.ts'
import { useRun } from './run-context.ts'

export function ClipButtons() {
  const { desk } = useRun()
  return (
    <div className="bit-orders">
      <button
        type="button"
        className="button"
        title="Copy as RLE (Ctrl C)"
        onClick={() => void copySelection(desk)}
      >
        <Copy size={14} aria-hidden="true" />
        Copy
      </button>
      <button
        type="button"
        className="button"
        title="Copy as RLE and clear (Ctrl X)"
        onClick={() => void cutSelection(desk)}
      >
        <Scissors size={14} aria-hidden="true" />
        Cut
      </button>
      <button
        type="button"
        className="button"
        title="Place what was copied (Ctrl V)"
        onClick={() => void takeSystemClip(desk)}
      >
        <ClipboardPaste size={14} aria-hidden="true" />
        Paste
      </button>
    </div>
  )
}
