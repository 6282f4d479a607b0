/**
 * Experiment E2 of the seeds: does a search that may choose the head find a better front than one that has only the MLP,
 * with as many trials each?
 */
import { log2 } from '../math/log2.ts'
import { hypervolume } from '../search/fronts/hypervolume.ts'
import type { Params } from '../search/parameter.ts'
import { createStudy } from '../search/study.ts'
import { makeTask } from './data/make-task.ts'
import { buildHeadSpace, HEAD_NAMES } from './head-space.ts'
import type { HeadName } from './heads/head-schema.ts'
import { type TrainingValues, trainTrial } from './train-trial.ts'
import type { TrainingSpec } from './training-schema.ts'

/** Numbers of a trial that can be wanted; all are to be small. */
export type TrainingObjective = keyof TrainingValues

export interface CompareOptions {
  readonly spec: TrainingSpec
  readonly objectives: readonly TrainingObjective[]
  /** Of each arm. */
  readonly trials: number
  readonly sampler: string
  readonly seed: bigint
  /** Is told after each trial. */
  readonly onTrial?: ((arm: Arm['name'], trial: number) => void) | undefined
}

export interface ArmTrial {
  readonly number: number
  readonly params: Params
  /** Undefined where the training came to nothing. */
  readonly values: TrainingValues | undefined
}

export interface Arm {
  readonly name: 'chosen' | 'mlp'
  readonly trials: readonly ArmTrial[]
  /** Of the best trials by the objectives, with the worst of both arms as the reference. */
  readonly hypervolume: number
}

export interface Comparison {
  /** A search that chooses the head too. */
  readonly chosen: Arm
  /** A search over the settings of the MLP alone. */
  readonly mlp: Arm
  /** The MLP as it is where nobody says anything, which no search has touched. */
  readonly fixed: TrainingValues | undefined
}

/** Runs both arms one after the other; the same options give the same numbers. */
export async function compareHeads(options: CompareOptions): Promise<Comparison> {
  const chosen = await runArm('chosen', HEAD_NAMES, options)
  const mlp = await runArm('mlp', ['mlp'], options)
  const fixed = (await trainTrial(options.spec, { head: 'mlp' })).values
  const pointsOf = (trials: readonly ArmTrial[]) =>
    trials.flatMap(({ values }) =>
      values === undefined ? [] : [options.objectives.map((name) => scaleOf(name, values[name]))],
    )
  const all = [...pointsOf(chosen), ...pointsOf(mlp)]
  // A tenth beyond the worst, so that the worst counts too.
  const reference = options.objectives.map((_, i) => {
    const worst = Math.max(...all.map((point) => point[i]!))
    const least = Math.min(...all.map((point) => point[i]!))
    return worst + 0.1 * (worst - least || 1)
  })
  const arm = (name: Arm['name'], trials: readonly ArmTrial[]): Arm => ({
    name,
    trials,
    hypervolume: hypervolume(pointsOf(trials), reference),
  })
  return { chosen: arm('chosen', chosen), mlp: arm('mlp', mlp), fixed }
}

/** Errors as they are, costs by their binary logarithm: a model of half the size counts the same wherever it is halved. */
function scaleOf(name: TrainingObjective, value: number): number {
  return name.toLowerCase().endsWith('error') ? value : log2(Math.max(1, value))
}

async function runArm(
  name: Arm['name'],
  heads: readonly HeadName[],
  { spec, objectives, trials, sampler, seed, onTrial }: CompareOptions,
): Promise<readonly ArmTrial[]> {
  const study = createStudy({
    space: buildHeadSpace(heads),
    directions: objectives.map(() => 'minimize'),
    sampler,
    seed,
  })
  const task = makeTask(spec.task)
  const done: ArmTrial[] = []
  for (let i = 0; i < trials; i++) {
    const { number, params } = study.ask()
    const { values } = await trainTrial(spec, params, { task })
    if (values === undefined) study.tell(number, { failed: 'training diverged' })
    else study.tell(number, { values: objectives.map((each) => values[each]) })
    done.push({ number, params, values })
    onTrial?.(name, number)
  }
  return done
}
