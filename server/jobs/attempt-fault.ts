/** What becomes of a run whose attempt came to no end that is the run's: it waits, and another attempt is made. */
import { TaskEndedError, TaskTimeError } from '../../engine/node/errors.ts'
import type { LeasePause } from '../storage/lease-tables.ts'

/** A run that has lost so many workers is not tried again: it may be what kills them. */
export const MAX_LOST = 5

/** How long a run waits after its first loss; each further one makes it four times as long. */
export const FIRST_PAUSE_MS = 1000
const GROWTH = 4
const MAX_PAUSE_MS = 60_000

/** How many first pauses a run waits that nothing has been lost of. */
const UNCOUNTED_PAUSES = 5

const MAX_PROBLEM_CHARS = 300

/**
 * How long a run waits after an attempt that failed with something.
 *
 * A thread that came to no end may be the run's own doing, so that is counted. That a database, a disk or the desk of
 * scenarios has failed is not: no run does that, and however long it lasts, no run ends by it.
 */
export function pauseAfter(problem: unknown, lost: number, firstPauseMs: number): LeasePause {
  if (!(problem instanceof TaskTimeError || problem instanceof TaskEndedError)) {
    return { pauseMs: UNCOUNTED_PAUSES * firstPauseMs, isCounted: false }
  }
  const message = problem.message.slice(0, MAX_PROBLEM_CHARS).toWellFormed().replaceAll('\0', ' ')
  // The last one is told of at once.
  const isLast = lost + 1 >= MAX_LOST
  const pauseMs = isLast ? 0 : Math.min(MAX_PAUSE_MS, firstPauseMs * GROWTH ** lost)
  return { pauseMs, isCounted: true, problem: message }
}
