/**
 * Proposals by regression: of many candidates, the one whose losses, seen with some hope, would add the most to the front
 * (W. Ponweiser, T. Wagner, D. Biermann, M. Vincze, "Multiobjective Optimization on a Limited Budget of Evaluations Using
 * Model-Assisted S-Metric Selection", PPSN X, 2008). Candidates come from the densities, from everywhere and from around good
 * trials, and then from around the best of them, nearer and nearer.
 */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import type { Draws } from '../draws.ts'
import type { Params } from '../parameter.ts'
import type { Space } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { mixPlaces, varyPlaces } from './candidates.ts'
import type { Point } from '../fronts/point.ts'
import { createFrontGain } from './front-gain.ts'
import { Mixture } from './mixture.ts'
import { createSettle, drawPlace, type Places, paramsOf } from './places.ts'
import type { SplitRows } from './propose-by-density.ts'
import { createQuickDraws, type Uniforms } from './quick-draws.ts'
import { frontOf, type Ranked } from './ranked.ts'
import { fitRegression, type Regression } from './regression.ts'
import type { MotpeSettings } from './settings.ts'

/** How far the candidates of a round are from those they are made of, in parts of the range: from most to least. */
const [MOST_WIDTH, LEAST_WIDTH] = [0.25, 0.015]

/** So many of the best are varied in each round, into so many. */
const PARENTS = 4
const CHILDREN = 16

/** Regression over fewer feasible trials is a guess. */
export const LEAST_TRIALS = 5

interface Rated {
  readonly places: Places
  readonly score: number
  /** Of each objective, how far off its mean may be. */
  readonly deviations: Float64Array
}

interface Score {
  rate(places: Places): Rated
  /** The score by the deviations of another row, which is much less work. */
  guess(places: Places, near: Rated): number
}

/** What a proposal by regression starts from. */
export interface RegressionInput {
  readonly space: Space
  readonly ended: readonly SeenTrial[]
  readonly ranked: Ranked
  readonly split: SplitRows
  readonly running: readonly Places[]
}

/** Proposes by regression over at least {@link LEAST_TRIALS} feasible trials. */
export function proposeByRegression(
  input: RegressionInput,
  settings: MotpeSettings,
  draws: Draws,
): Params {
  const { space, ended, ranked, running } = input
  const regression = fitRegression(space, ended, ranked, running, settings)
  const quick = createQuickDraws(draws)
  const score = createScore(regression, ranked, settings, draws)
  const settle = createSettle(space)
  const pool = drawFirst(input, settings, quick).map((row) => score.rate(settle(row, quick)))
  const rounds = Math.min(settings.rounds, space.dimensions.length + 1)
  for (let round = 0; round < rounds; round++) {
    const parents = pool.sort((a, b) => b.score - a.score).slice(0, PARENTS)
    const children = Array.from({ length: CHILDREN }, (_, i): Rated => {
      const parent = parents[i % parents.length]!
      const other = parents[quick.below(parents.length)]!
      const row = i % 3 === 2 ? mixPlaces(parent.places, other.places, quick) : parent.places
      const width = MOST_WIDTH * exp(quick.uniform() * ln(LEAST_WIDTH / MOST_WIDTH))
      const places = settle(varyPlaces(space.dimensions, row, width, quick), quick)
      return { places, score: score.guess(places, parent), deviations: parent.deviations }
    })
    // What seems good by the deviations of its parent is looked at closely.
    children.sort((a, b) => b.score - a.score)
    for (const { places } of children.slice(0, PARENTS)) pool.push(score.rate(places))
  }
  const best = pool.reduce((a, b) => (b.score > a.score ? b : a))
  return paramsOf(space, best.places)
}

/** Half of the first candidates are around good trials, the others are from everywhere and from the density of the good ones. */
function drawFirst(
  { space, split }: RegressionInput,
  settings: MotpeSettings,
  draws: Uniforms,
): readonly Places[] {
  const { dimensions } = space
  const { good, weights } = split
  const drawAnywhere = () => Float64Array.from(dimensions, (each) => drawPlace(each, draws))
  const always = dimensions.filter(({ parameter }) => parameter.if === undefined)
  const density = new Mixture(always, good, weights, settings, true)
  const rows: Places[] = []
  const size = Math.min(settings.pool, 16 + 8 * dimensions.length)
  for (let i = 0; i < size / 4; i++) {
    const row = drawAnywhere()
    density.drawInto(row, draws)
    rows.push(row, drawAnywhere())
  }
  for (let i = 0; i < size / 2; i++) {
    const parent = good[draws.below(good.length)]!
    rows.push(varyPlaces(dimensions, parent, i % 2 === 0 ? 0.2 : 0.05, draws))
  }
  return rows
}

/** How much a row would add to the front; less where it may not be feasible. */
function createScore(
  { processes, warps, refusal, refusalScale }: Regression,
  ranked: Ranked,
  settings: MotpeSettings,
  draws: Draws,
): Score {
  // More often little than much.
  const uniform = draws.uniform()
  const hope = settings.hope * uniform * uniform
  const isWide = draws.uniform() < settings.wide
  const warped = (point: Point) => point.map((loss, k) => warps[k]!(loss))
  const gain = createFrontGain(
    frontOf(ranked).map(warped),
    isWide ? endsOf(ranked.losses).map(warped) : undefined,
  )
  const [kept, broken] = [refusalScale(0), refusalScale(1)]
  const seen = new Float64Array(processes.length)
  const scoreOf = (places: Places, deviations: Float64Array) => {
    for (let k = 0; k < seen.length; k++) seen[k]! -= hope * deviations[k]!
    const score = gain.gainOf(seen)
    if (refusal === undefined) return score
    const chance = (refusal.meanAt(places) - kept) / (broken - kept)
    const risk = Math.min(1, Math.max(0, chance))
    return score > 0 ? score * (1 - risk) * (1 - risk) : score - risk
  }
  return {
    rate(places) {
      const deviations = new Float64Array(processes.length)
      for (const [k, process] of processes.entries()) {
        seen[k] = process.meanAt(places)
        deviations[k] = process.deviation()
      }
      return { places, score: scoreOf(places, deviations), deviations }
    },
    guess(places, { deviations }) {
      for (const [k, process] of processes.entries()) seen[k] = process.meanAt(places)
      return scoreOf(places, deviations)
    },
  }
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
