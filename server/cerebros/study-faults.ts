/**
 * Studies that could not be led: when each is tried again, and which can never be.
 *
 * A database or a disk that fails comes back, so that is tried again and again, each time later. What a document or the
 * record says is the same each time. Between them is what looks final and may not be: a text that is gone, since a disk
 * may not be there yet; a thread that died, since another study may have been what killed it.
 */
import { TaskEndedError, TaskFailedError, TaskTimeError } from '../../engine/node/errors.ts'
import { EventRefusedError } from '../../engine/telemetry/errors.ts'
import { ScenarioDamagedError } from '../jobs/errors.ts'
import { StudyDocumentGoneError } from './errors.ts'

/** Why a study can never be led. */
export interface StudyFault {
  readonly code: string
  readonly message: string
}

/** The pause after the first fault of a study; each one that follows is twice as long. */
const FIRST_PAUSE_MS = 5000
const MOST_PAUSE_MS = 300_000
/** What looks final is so after as many times. */
const MAX_DOUBTS = 5

interface Faults {
  count: number
  doubts: number
  untilMs: number
}

export class StudyFaults {
  readonly #firstPauseMs: number
  readonly #faults = new Map<string, Faults>()

  constructor(firstPauseMs = FIRST_PAUSE_MS) {
    this.#firstPauseMs = firstPauseMs
  }

  /** Whether a study is left alone for now. */
  isPaused(studyId: string, nowMs: number): boolean {
    const { untilMs = nowMs } = this.#faults.get(studyId) ?? {}
    // A clock that was set back does not make it longer.
    return nowMs < untilMs && untilMs - nowMs <= MOST_PAUSE_MS
  }

  /** Counts a fault; gives why the study can never be led, where it cannot. */
  add(studyId: string, error: unknown, nowMs: number): StudyFault | undefined {
    const faults = this.#faults.get(studyId) ?? { count: 0, doubts: 0, untilMs: 0 }
    const pauseMs = Math.min(this.#firstPauseMs * 2 ** faults.count, MOST_PAUSE_MS)
    faults.count++
    faults.untilMs = nowMs + pauseMs
    this.#faults.set(studyId, faults)
    // The thread tells what was thrown in it.
    if (error instanceof TaskFailedError) return error.details
    if (error instanceof EventRefusedError) return error
    if (!isDoubtful(error)) return undefined
    faults.doubts++
    return faults.doubts < MAX_DOUBTS ? undefined : error
  }

  /** Forgets the faults of a study: it goes on, or is over. */
  clear(studyId: string): void {
    this.#faults.delete(studyId)
  }
}

function isDoubtful(error: unknown): error is StudyFault {
  return (
    error instanceof StudyDocumentGoneError ||
    error instanceof ScenarioDamagedError ||
    error instanceof TaskEndedError ||
    error instanceof TaskTimeError
  )
}
