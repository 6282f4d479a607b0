/** Why a soup has not settled: told by how its population grew. */

/** What becomes of a soup that does not settle. */
export type UnsettledReason =
  /** The population grows by as much again and again: a puffer, a gun. */
  | 'linear growth'
  /** It grows by more and more. */
  | 'faster growth'
  /** More cells live than are followed. */
  | 'too many cells'
  /** None of these, up to the last tick. */
  | 'not settled'

/** Increments that differ by less than this share of the larger are as much. */
const LIKE = 1 / 4

/**
 * Judges populations that were taken at equal distances in time, the last of them at the end.
 *
 * A heuristic: it decides what is told of a soup and never what is counted.
 */
export function judgeGrowth(populations: readonly number[]): UnsettledReason {
  const quarter = Math.floor((populations.length - 1) / 4)
  if (quarter < 1) return 'not settled'
  const last = populations.length - 1
  const marks = [4, 3, 2, 1, 0].map((back) => populations[last - back * quarter]!)
  const growths = marks.slice(1).map((mark, i) => mark - marks[i]!)
  const recent = growths.slice(1)
  const total = marks[4]! - marks[1]!
  // What only goes up and down ends near where it was.
  if (recent.some((growth) => growth <= 0) || total < marks[1]! / 4) return 'not settled'
  const [least, most] = [Math.min(...recent), Math.max(...recent)]
  if (most - least <= LIKE * most) return 'linear growth'
  const isFaster = recent.every((growth, i) => i === 0 || growth > recent[i - 1]!)
  return isFaster ? 'faster growth' : 'not settled'
}
