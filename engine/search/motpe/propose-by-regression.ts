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
import { CandidatePool } from './candidate-pool.ts'
import { createCandidateScore } from './candidate-score.ts'
import { mixPlaces, varyPlaces } from './candidates.ts'
import { Mixture } from './mixture.ts'
import { createSettle, drawPlace, type Places, paramsOf } from './places.ts'
import type { SplitRows } from './propose-by-density.ts'
import { createQuickDraws, type Uniforms } from './quick-draws.ts'
import type { Ranked } from './ranked.ts'
import { fitRegression } from './regression.ts'
import type { MotpeSettings } from './settings.ts'

/** How far the candidates of a round are from those they are made of, in parts of the range: from most to least. */
const [MOST_WIDTH, LEAST_WIDTH] = [0.25, 0.015]

/** So many of the best are varied in each round, into so many. */
const PARENTS = 4
const CHILDREN = 16

/** Regression over fewer feasible trials is a guess. */
export const LEAST_TRIALS = 5

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
  const score = createCandidateScore(regression, ranked, settings, draws)
  const settle = createSettle(space)
  const first = drawFirst(input, settings, quick)
  const pool = new CandidatePool(
    score,
    first.map((row) => settle(row, quick)),
  )
  const rounds = Math.min(settings.rounds, space.dimensions.length + 1)
  for (let round = 0; round < rounds; round++) {
    const parents = pool.best(PARENTS)
    const children = Array.from({ length: CHILDREN }, (_, i) => {
      const parent = parents[i % parents.length]!
      const other = parents[quick.below(parents.length)]!
      const row = i % 3 === 2 ? mixPlaces(parent.places, other.places, quick) : parent.places
      const width = MOST_WIDTH * exp(quick.uniform() * ln(LEAST_WIDTH / MOST_WIDTH))
      const places = settle(varyPlaces(space.dimensions, row, width, quick), quick)
      return { places, score: score.guess(places, parent) }
    })
    // What seems good by the deviations of its parent is looked at closely.
    children.sort((a, b) => b.score - a.score)
    for (const { places } of children.slice(0, PARENTS)) pool.add(places)
  }
  return paramsOf(space, pool.best(1)[0]!.places)
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
