/** Has consumers hear dead letters again, one or all of them, and says what came of each. */
import { Redo2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import {
  type DEAD_LETTERS_LIST,
  DEAD_LETTERS_REDRIVE,
} from '../../../engine/resources/operations/event-operations.ts'
import { formatExact } from '../../design/format-number.ts'
import { askServer } from '../../state/server-desk.ts'

export type DeadLetter = OutputOf<typeof DEAD_LETTERS_LIST>['items'][number]

/** What one try came to, as a person reads it. */
export async function redriveOne({ consumer, seq }: DeadLetter): Promise<RedriveOutcome> {
  try {
    const input = { consumer, seq: String(seq) }
    const { is_redriven: isRedriven } = await askServer(DEAD_LETTERS_REDRIVE, input)
    return isRedriven ? { kind: 'heard' } : { kind: 'gone' }
  } catch (thrown) {
    return { kind: 'failed', failure: describeFailure(thrown) }
  }
}

export type RedriveOutcome =
  | { readonly kind: 'heard' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly failure: Failure }

interface RedriveAllProps {
  readonly letters: readonly DeadLetter[]
  readonly hasMore: boolean
  readonly onDone: () => void
}

/** One after another, since consumers hear in order; those that fail again stay, and the rest goes on. */
export function RedriveAll({ letters, hasMore, onDone }: RedriveAllProps) {
  const [done, setDone] = useState<{ readonly of: number; readonly outcomes: RedriveOutcome[] }>()
  const [isBusy, setIsBusy] = useState(false)
  const isStopped = useRef(false)
  useEffect(() => {
    return () => {
      isStopped.current = true
    }
  }, [])
  const dead = letters.filter(({ state }) => state === 'dead')
  async function redriveAll(): Promise<void> {
    if (isBusy) {
      isStopped.current = true
      return
    }
    isStopped.current = false
    setIsBusy(true)
    const outcomes: RedriveOutcome[] = []
    for (const letter of dead) {
      if (isStopped.current) break
      outcomes.push(await redriveOne(letter))
      setDone({ of: dead.length, outcomes: [...outcomes] })
    }
    setIsBusy(false)
    onDone()
  }
  return (
    <>
      <span role="status" className="quiet redrive-outcome">
        {done !== undefined && sayOutcomes(done.outcomes, done.of)}
      </span>
      <button
        type="button"
        className="button"
        data-action="redrive-all"
        aria-disabled={dead.length === 0 && !isBusy}
        title={
          hasMore
            ? 'Those that are listed; More lists the rest'
            : 'Has each consumer hear its own again'
        }
        onClick={() => (dead.length > 0 || isBusy) && void redriveAll()}
      >
        <Redo2 size={14} aria-hidden="true" />
        {isBusy ? 'Stop' : `Redrive all (${formatExact(dead.length)}${hasMore ? ' listed' : ''})`}
      </button>
    </>
  )
}

function sayOutcomes(outcomes: readonly RedriveOutcome[], of: number): string {
  const count = (kind: RedriveOutcome['kind']) =>
    outcomes.filter((outcome) => outcome.kind === kind).length
  const failed = outcomes.find((outcome) => outcome.kind === 'failed')
  const parts = [
    `${formatExact(outcomes.length)} of ${formatExact(of)} tried: ${count('heard')} heard`,
    ...(count('gone') > 0 ? [`${count('gone')} no longer dead`] : []),
    ...(failed?.kind === 'failed' ? [`${count('failed')} failed (${failed.failure.message})`] : []),
  ]
  return `${parts.join(', ')}`
}

interface OutcomeTextProps {
  readonly outcome: RedriveOutcome
  readonly consumer: string
}

export function OutcomeText({ outcome, consumer }: OutcomeTextProps) {
  if (outcome.kind === 'heard') return <p className="redriven">{consumer} has heard it now.</p>
  if (outcome.kind === 'gone') return <p className="quiet">It was no dead letter any more.</p>
  const { message, code } = outcome.failure
  return (
    <p className="record-problem">
      It was not redriven: {message} <span className="number quiet">{code}</span>
    </p>
  )
}
