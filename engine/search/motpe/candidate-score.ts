/** What a candidate is worth by regression: how much its losses, seen with some hope, would add to the front. */
import type { Draws } from '../draws.ts'
import type { Point } from '../fronts/point.ts'
import { createFrontGain } from './front-gain.ts'
import { createNumbersPool } from './numbers-pool.ts'
import type { Places } from './places.ts'
import { frontOf, type Ranked } from './ranked.ts'
import type { Regression } from './regression.ts'
import type { MotpeSettings } from './settings.ts'
import { type Asked, NOT_ASKED } from './trend.ts'

interface Measured {
  readonly places: Places
  /** Its features. */
  readonly point: Float64Array
  /** Its trends. */
  readonly asked: Asked
  /** Of each objective, those of the distances from the points that were seen. */
  readonly squares: Float64Array
  readonly score: number
}

export interface Rated extends Measured {
  /** Of each objective, how far off its mean may be. */
  readonly deviations: Float64Array
}

/** A candidate whose score is at most so much: how far off its means may be is much work. */
export interface Bounded extends Measured {
  readonly means: Float64Array
  readonly risk: number
}

export interface CandidateScore {
  bound(places: Places): Bounded
  rate(bounded: Bounded): Rated
  /** The score by the deviations of another row, which is much less work. */
  guess(places: Places, near: Rated): number
}

/** Scores by how much a row would add to the front; less where it may not be feasible. */
export function createCandidateScore(
  regression: Regression,
  ranked: Ranked,
  settings: MotpeSettings,
  draws: Draws,
): CandidateScore {
  const { features, count, processes, trends } = regression
  // More often little than much.
  const uniform = draws.uniform()
  const hope = settings.hope * uniform * uniform
  const isWide = draws.uniform() < settings.wide
  const gain = createGain(regression, ranked, isWide)
  const riskOf = createRisk(regression)
  const seen = new Float64Array(processes.length)
  const scoreOf = (means: Float64Array, deviations: Float64Array, risk: number) => {
    for (let k = 0; k < seen.length; k++) seen[k] = means[k]! - hope * deviations[k]!
    const score = gain.gainOf(seen)
    return score > 0 ? score * (1 - risk) * (1 - risk) : score - risk
  }
  const take = createNumbersPool()
  const guessed = new Float64Array(processes.length)
  const moved = new Float64Array(processes.length * count)
  const near = new Float64Array(features.count)
  const nearTrends = new Float64Array(trends.count)
  return {
    bound(places) {
      const point = take(features.count)
      features.write(places, point, 0)
      const asked = trends.ask(point, take(trends.count))
      const squares = take(processes.length * count)
      const means = take(processes.length)
      for (let k = 0; k < processes.length; k++) {
        processes[k]!.measure(point, squares, k * count)
        means[k] = processes[k]!.meanBy(asked, squares, k * count)
        guessed[k] = processes[k]!.mostDeviation(asked)
      }
      const risk = riskOf(point)
      return { places, point, asked, squares, means, risk, score: scoreOf(means, guessed, risk) }
    },
    rate({ places, point, asked, squares, means, risk }) {
      const deviations = take(processes.length)
      for (let k = 0; k < processes.length; k++) {
        deviations[k] = processes[k]!.deviationBy(asked, squares, k * count)
      }
      return { places, point, asked, squares, deviations, score: scoreOf(means, deviations, risk) }
    },
    guess(places, { point, squares, deviations }) {
      features.write(places, near, 0)
      const asked = trends.ask(near, nearTrends)
      moved.set(squares)
      for (let k = 0; k < processes.length; k++) {
        processes[k]!.move(point, near, moved, k * count)
        guessed[k] = processes[k]!.meanBy(asked, moved, k * count)
      }
      return scoreOf(guessed, deviations, riskOf(near))
    },
  }
}

/** What is believed of trials that run is part of the front, so that the next ones look elsewhere. */
function createGain({ warps, believed }: Regression, ranked: Ranked, isWide: boolean) {
  const warped = (point: Point) => point.map((loss, k) => warps[k]!(loss))
  const front = frontOf(ranked).map(warped)
  const gain = createFrontGain(front, isWide ? endsOf(ranked.losses).map(warped) : front)
  for (const point of believed) gain.add(point)
  return gain
}

/** The best and the worst of each objective. */
function endsOf(points: readonly Point[]): readonly Point[] {
  const [best, worst] = [[...points[0]!], [...points[0]!]]
  for (const point of points) {
    for (let k = 0; k < point.length; k++) {
      best[k] = Math.min(best[k]!, point[k]!)
      worst[k] = Math.max(worst[k]!, point[k]!)
    }
  }
  return [best, worst]
}

/** How likely a point is not feasible. */
function createRisk({ refusal, refusalCount, refusalScale }: Regression) {
  if (refusal === undefined) return () => 0
  const squares = new Float64Array(refusalCount)
  const [kept, broken] = [refusalScale(0), refusalScale(1)]
  return (point: Float64Array) => {
    refusal.measure(point, squares, 0)
    const chance = (refusal.meanBy(NOT_ASKED, squares, 0) - kept) / (broken - kept)
    return Math.min(1, Math.max(0, chance))
  }
}
