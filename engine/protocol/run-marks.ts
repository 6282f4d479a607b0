/** What of the marks of a run still holds when the run has been changed. */
import type { RunMark } from './measure-api.ts'

/**
 * The marks of ticks before one from which on the run is another. A state that came back later counts only as
 * long as it was seen to do so before.
 */
export function marksBefore(marks: readonly RunMark[], tick: number): readonly RunMark[] {
  const earlier = marks.filter((mark) => mark.tick < tick)
  const periods = new Set(earlier.flatMap((mark) => (mark.kind === 'period' ? [mark.period] : [])))
  return earlier.filter((mark) => mark.kind !== 'convergence' || periods.has(mark.period))
}

/** One and the same thing at one tick, however often it was told. */
export const keyOfMark = ({ kind, tick }: RunMark): string => `${kind} ${tick}`
