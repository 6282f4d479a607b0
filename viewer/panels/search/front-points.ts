/** Trials as points of two objectives: which are on the front, what frames them, and which is nearest to a place. */
import type { SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'
import { describeState } from './describe-state.ts'

export interface FrontPoint {
  readonly trial: number
  readonly x: number
  readonly y: number
  /** Also `infeasible` where nobody knows whether it is feasible. */
  readonly kind: 'front' | 'feasible' | 'infeasible'
  /** What there is to say of it: that it is not feasible, that its values are claimed. */
  readonly note: string
}

/** The complete trials as points, those of the front last, so that they lie above. */
export function listPoints(
  trials: readonly TrialRow[],
  summary: Pick<SummaryNews, 'best'> | undefined,
  [a, b]: readonly [number, number],
): readonly FrontPoint[] {
  const front = new Set(summary?.best)
  const points = trials.flatMap((trial): FrontPoint[] => {
    const { number, state, values, isFeasible } = trial
    if (state !== 'complete' || values === undefined) return []
    const kind = front.has(number) ? 'front' : isFeasible ? 'feasible' : 'infeasible'
    return [{ trial: number, x: values[a]!, y: values[b]!, kind, note: describeState(trial) }]
  })
  return [
    ...points.filter(({ kind }) => kind !== 'front'),
    ...points.filter(({ kind }) => kind === 'front'),
  ]
}

/** Points are never on the frame. */
const MARGIN = 0.07

/** The ends of some values with room around them; something wide where they are one. */
export function frame(values: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (!(low <= high)) return [0, 1]
  const width = high - low || Math.max(1e-6, Math.abs(low) * 0.1)
  return [low - MARGIN * width, high + MARGIN * width]
}

/** Where values differ by a smaller factor, an axis of powers tells no more. */
const MIN_LOG_FACTOR = 20

/** Whether an axis of powers shows all of these values, and more of them. */
export function canBeLog(values: readonly number[]): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const value of values) {
    if (!(value > 0)) return false
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high >= MIN_LOG_FACTOR * low
}

/** The ends of some values above 0, with room around them that is equal on an axis of powers. */
export function frameLog(values: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const room = (high / low) ** MARGIN
  return [low / room, high * room]
}

/** The point that lies nearest to a place, both in pixels; undefined where none is within reach. */
export function findNearest(
  points: readonly FrontPoint[],
  place: readonly [x: number, y: number],
  toPixels: (point: FrontPoint) => readonly [x: number, y: number],
  reach: number,
): FrontPoint | undefined {
  let nearest: FrontPoint | undefined
  let least = reach * reach
  for (const point of points) {
    const [x, y] = toPixels(point)
    const distance = (x - place[0]) ** 2 + (y - place[1]) ** 2
    // Of equal ones the last, which is of the front where one is.
    if (distance > least) continue
    least = distance
    nearest = point
  }
  return nearest
}
