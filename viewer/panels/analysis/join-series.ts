/** Two series, point by point where both were measured. */
import type { SeriesHistory } from '../../state/series-history.ts'

export interface PhasePoint {
  readonly tick: number
  readonly x: number
  readonly y: number
}

type Samples = Pick<SeriesHistory, 'ticks' | 'values'>

/** The points of all ticks that both series have, by tick. */
export function joinSeries(x: Samples, y: Samples): PhasePoint[] {
  const points: PhasePoint[] = []
  for (let i = 0, j = 0; i < x.ticks.length && j < y.ticks.length; ) {
    const [a, b] = [x.ticks[i]!, y.ticks[j]!]
    if (a === b) points.push({ tick: a, x: x.values[i]!, y: y.values[j]! })
    if (a <= b) i++
    if (b <= a) j++
  }
  return points
}
