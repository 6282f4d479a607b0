/** What stands in the place of an answer that there is none of, or not yet. */
import type { Failure } from '../../../engine/protocol/result.ts'

interface LookNoteProps {
  readonly failure: Failure | undefined
  readonly isWaiting: boolean
}

export function LookNote({ failure, isWaiting }: LookNoteProps) {
  if (failure !== undefined) {
    return (
      <p className="analysis-note" role="alert">
        {failure.message} <span className="number quiet">{failure.code}</span>
      </p>
    )
  }
  return isWaiting ? <p className="analysis-note quiet">Looking…</p> : null
}
