/** Marks: the ticks at which the digest of all states so far is written down. */

/** A run has at most so many, the one at its end aside. */
export const MAX_MARKS = 32

/** The marks of a run of so many ticks, ascending: evenly apart, and the last tick. */
export function placeMarks(ticks: number): number[] {
  const apart = Math.max(1, Math.ceil(ticks / MAX_MARKS))
  const marks: number[] = []
  for (let tick = 0; tick < ticks; tick += apart) marks.push(tick)
  return [...marks, ticks]
}
