/** Runs a study of one problem, one trial in flight. */
import type { Parameter, Params } from '../../engine/search/parameter.ts'
import type { SamplerOptions } from '../../engine/search/sampler-options.ts'
import { createStudy } from '../../engine/search/study.ts'
import type { Direction } from '../../engine/search/trial.ts'

export interface TrialRun {
  readonly space: readonly Parameter[]
  readonly objectives: number
  readonly sampler: SamplerOptions
  readonly seed: number
  readonly trials: number
  evaluate(params: Params): readonly number[] | Promise<readonly number[]>
}

/** The values of each trial, in order. */
export async function runTrials(run: TrialRun): Promise<readonly (readonly number[])[]> {
  const directions = Array.from({ length: run.objectives }, (): Direction => 'minimize')
  const { space, sampler, seed } = run
  const study = createStudy({ space, directions, sampler, seed: String(seed) })
  const ys: (readonly number[])[] = []
  for (let i = 0; i < run.trials; i++) {
    const { number, params } = study.ask()
    const values = await run.evaluate(params)
    study.tell(number, values)
    ys.push(values)
  }
  return ys
}
