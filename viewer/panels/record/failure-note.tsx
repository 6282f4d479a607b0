/** A question that has no answer: by name, and with a way to ask again. */
import { CircleAlert, RotateCw } from 'lucide-react'
import type { Failure } from '../../../engine/protocol/result.ts'

interface FailureNoteProps {
  readonly failure: Failure
  readonly onRetry?: (() => void) | undefined
}

export function FailureNote({ failure, onRetry }: FailureNoteProps) {
  return (
    <div className="failure-note" role="alert" data-code={failure.code}>
      <CircleAlert size={16} aria-hidden="true" />
      <div>
        <p>{failure.message}</p>
        <p className="number quiet">{failure.code}</p>
      </div>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          <RotateCw size={13} aria-hidden="true" />
          Try again
        </button>
      )}
    </div>
  )
}
