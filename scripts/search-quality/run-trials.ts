/** Runs a study of one problem, with one trial in flight or several. */
import type { Parameter, Params } from '../../engine/search/parameter.ts'
import type { SamplerOptions } from '../../engine/search/sampler-options.ts'
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
}

/** The values of each trial, in order. */
export async function runTrials(run: TrialRun): Promise<readonly (readonly number[])[]> {
  const directions = Array.from({ length: run.objectives }, (): Direction => 'minimize')
  const { space, sampler, seed, lag } = run
  const study = createStudy({ space, directions, sampler, seed: String(seed), lag })
  const open: Proposal[] = []
  const ys: (readonly number[])[] = []
  while (ys.length < run.trials) {
    while (open.length < lag && ys.length + open.length < run.trials) open.push(study.ask())
    const { number, params } = open.shift()!
    const values = await run.evaluate(params)
    study.tell(number, values)
    ys.push(values)
  }
  return ys
}
