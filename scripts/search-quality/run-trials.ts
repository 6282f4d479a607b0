/** Runs a study of one problem, with one trial in flight or several. */
import type { Parameter, Params } from '../../engine/search/parameter.ts'
import type { SamplerOptions } from '../../engine/search/sampler-options.ts'
import { buildSpace, valueAt } from '../../engine/search/space.ts'
import { createStudy, type Proposal } from '../../engine/search/study.ts'
import type { Direction } from '../../engine/search/trial.ts'

export interface TrialRun {
  readonly space: readonly Parameter[]
  readonly objectives: number
  readonly sampler: SamplerOptions
  readonly seed: number
  readonly trials: number
  /** So many trials are in flight: each is proposed without what came of those before it. */
  readonly lag: number
  evaluate(params: Params): readonly number[] | Promise<readonly number[]>
  /** What has to be at most 0, by name; see `SearchProblem`. */
  measure?(params: Params): Readonly<Record<string, number>>
  /** What the sampler is told instead of the values. */
  observe?(params: Params): readonly number[]
}

/** The values of each trial, in order; the largest numbers where it is not feasible. */
export async function runTrials(run: TrialRun): Promise<readonly (readonly number[])[]> {
  const directions = Array.from({ length: run.objectives }, (): Direction => 'minimize')
  const { space, sampler, seed, lag } = run
  const constraints = namesOf(run).map((name) => ({ name, atMost: 0 }))
  const study = createStudy({ space, directions, sampler, seed: String(seed), lag, constraints })
  const open: Proposal[] = []
  const ys: (readonly number[])[] = []
  while (ys.length < run.trials) {
    while (open.length < lag && ys.length + open.length < run.trials) open.push(study.ask())
    const { number, params } = open.shift()!
    const values = await run.evaluate(params)
    const measured = run.measure?.(params) ?? {}
    study.tell(number, { values: run.observe?.(params) ?? values, measured })
    const isFeasible = Object.values(measured).every((each) => each <= 0)
    ys.push(isFeasible ? values : values.map(() => Number.MAX_VALUE))
  }
  return ys
}

/** The names of what a problem measures, by a trial in the middle. */
function namesOf({ space, measure }: TrialRun): readonly string[] {
  if (measure === undefined) return []
  const { dimensions } = buildSpace(space)
  return Object.keys(
    measure(Object.fromEntries(dimensions.map((each) => [each.name, valueAt(each, 0.5)]))),
  )
}
