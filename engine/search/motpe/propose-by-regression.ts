/**
 * Proposals by regression: of many candidates, the one whose losses, seen with some hope, would add the most to the front
 * (W. Ponweiser, T. Wagner, D. Biermann, M. Vincze, "Multiobjective Optimization on a Limited Budget of Evaluations Using
 * Model-Assisted S-Metric Selection", PPSN X, 2008). Candidates come from the densities, from everywhere and from around good
 * trials, and then from around the best of them, nearer and nearer.
 */
import type { Draws } from '../draws.ts'
import type { Params } from '../parameter.ts'
import type { Space } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { varyPlaces } from './candidates.ts'
import { createFrontGain } from './front-gain.ts'
import { Mixture } from './mixture.ts'
import { createSettle, drawPlace, type Places, paramsOf } from './places.ts'
import type { SplitRows } from './propose-by-density.ts'
import { frontOf, type Ranked } from './ranked.ts'
import { fitRegression, type Regression } from './regression.ts'
import type { MotpeSettings } from './settings.ts'

/** How far the candidates of each round are from those they are made of, in parts of the range. */
const ROUND_WIDTHS = [0.15, 0.08, 0.04, 0.02]

/** So many of the best are varied in each round. */
const PARENTS = 4

/** Regression over fewer feasible trials is a guess. */
export const LEAST_TRIALS = 5

interface Scored {
  readonly places: Places
  readonly score: number
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
  const scoreOf = createScore(regression, ranked, settings, draws)
  const settle = createSettle(space)
  const add = (pool: Scored[], row: Places) => {
    const places = settle(row, draws)
    pool.push({ places, score: scoreOf(places) })
  }
  const pool: Scored[] = []
  for (const row of drawFirst(input, settings, draws)) add(pool, row)
  for (const width of ROUND_WIDTHS) {
    const parents = pool.toSorted((a, b) => b.score - a.score).slice(0, PARENTS)
    for (let i = 0; i < settings.pool / 8; i++) {
      const { places } = parents[i % parents.length]!
      add(pool, varyPlaces(space.dimensions, places, width, draws))
    }
  }
  const best = pool.reduce((a, b) => (b.score > a.score ? b : a))
  return paramsOf(space, best.places)
}

/** Half of the pool: a quarter around good trials, the others from everywhere and from the density of the good ones. */
function drawFirst(
  { space, split }: RegressionInput,
  settings: MotpeSettings,
  draws: Draws,
): readonly Places[] {
  const { dimensions } = space
  const { good, weights } = split
  const drawAnywhere = () => Float64Array.from(dimensions, (each) => drawPlace(each, draws))
  const always = dimensions.filter(({ parameter }) => parameter.if === undefined)
  const density = new Mixture(always, good, weights, settings, true)
  const rows: Places[] = []
  for (let i = 0; i < settings.pool / 8; i++) {
    const row = drawAnywhere()
    density.drawInto(row, draws)
    rows.push(row, drawAnywhere())
  }
  for (let i = 0; i < settings.pool / 4; i++) {
    const parent = good[draws.below(good.length)]!
    rows.push(varyPlaces(dimensions, parent, i % 2 === 0 ? 0.2 : 0.05, draws))
  }
  return rows
}

/** How much a row would add to the front; less where it may not be feasible. */
function createScore(
  { processes, warps, refusal, refusalScale }: Regression,
  { trials, ranks }: Ranked,
  settings: MotpeSettings,
  draws: Draws,
): (places: Places) => number {
  const hope = settings.hope * draws.uniform()
  const isWide = draws.uniform() < settings.wide
  const points = trials.map(({ losses }) => losses.map((loss, k) => warps[k]!(loss)))
  const gain = createFrontGain(frontOf(points, ranks), isWide ? points : undefined)
  const [kept, broken] = [refusalScale(0), refusalScale(1)]
  const seen = new Float64Array(processes.length)
  return (places) => {
    for (const [k, process] of processes.entries()) {
      seen[k] = process.meanAt(places)
      if (hope > 0) seen[k]! -= hope * process.deviation()
    }
    const score = gain.gainOf(seen)
    if (refusal === undefined) return score
    const chance = (refusal.meanAt(places) - kept) / (broken - kept)
    const risk = Math.min(1, Math.max(0, chance))
    return score > 0 ? score * (1 - risk) * (1 - risk) : score - risk
  }
}
