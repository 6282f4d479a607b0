/**
 * Experiment E2 of the seeds: does a search that may choose the head find a better front than one that has only the MLP?
 *
 * Both arms have as many trials of the same sampler. Trials of other heads cost more, so that as many trials are not as
 * much work: the arm of the MLP then goes on to some times as many, and is told of there too.
 */
import { log2 } from '../math/log2.ts'
import { hypervolume } from '../search/fronts/hypervolume.ts'
import { findNondominated } from '../search/fronts/nondominated.ts'
import type { Params } from '../search/parameter.ts'
import type { SamplerOptions } from '../search/sampler-options.ts'
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
  /** What searches see and want. */
  readonly wanted: readonly TrainingObjective[]
  /** What the front is told by, one for each that is wanted: an error on examples by which nothing was chosen. */
  readonly told: readonly TrainingObjective[]
  /** For each that is told, the number from which on it counts for nothing. */
  readonly reference: readonly number[]
  /** Of each arm. */
  readonly trials: number
  /** The MLP goes on to so many times as many. */
  readonly times: number
  readonly sampler: SamplerOptions
  readonly seed: string
  /** With a clock, the latency of each model is measured. */
  readonly nowMs?: (() => number) | undefined
}

export interface ArmTrial {
  readonly number: number
  readonly params: Params
  /** Undefined where the training came to nothing. */
  readonly values: TrainingValues | undefined
  /** Measured, where there was a clock. */
  readonly latencyP95Ms: number | undefined
}

export interface Arm {
  readonly trials: readonly ArmTrial[]
  /** Trials that none of the arm dominates in what was wanted. */
  readonly front: readonly ArmTrial[]
  /** Of the way forward in all its trainings that came to something. */
  readonly multiplyAdds: number
  /** The hypervolume of its front by what is told of it, over that of all that was trained. */
  readonly share: number
}

export interface Comparison {
  /** A search that chooses the head too. */
  readonly chosen: Arm
  /** A search over the settings of the MLP alone. */
  readonly mlp: Arm
  /** The same search, gone on. */
  readonly mlpOnward: Arm
  /** The MLP as it is where nobody says anything, which no search has touched. */
  readonly fixed: Arm
}

/** Runs all arms one after the other; the same options give the same numbers, but for latency. */
export async function compareHeads(options: CompareOptions): Promise<Comparison> {
  const chosen = await runArm(HEAD_NAMES, options.trials, options)
  const mlp = await runArm(['mlp'], options.times * options.trials, options)
  const fixed = [await runTrial(0, { head: 'mlp' }, options)]
  const all = volumeOf([...chosen, ...mlp, ...fixed], options)
  const arm = (trials: readonly ArmTrial[]): Arm => {
    const front = findFront(trials, options.wanted)
    return {
      trials,
      front,
      multiplyAdds: trials.reduce(
        (sum, { values }) => sum + (values?.trainingMultiplyAdds ?? 0),
        0,
      ),
      share: all > 0 ? volumeOf(front, options) / all : 0,
    }
  }
  return {
    chosen: arm(chosen),
    mlp: arm(mlp.slice(0, options.trials)),
    mlpOnward: arm(mlp),
    fixed: arm(fixed),
  }
}

function findFront(
  trials: readonly ArmTrial[],
  wanted: readonly TrainingObjective[],
): readonly ArmTrial[] {
  const done = trials.filter(({ values }) => values !== undefined)
  const points = done.map(({ values }) => wanted.map((name) => values![name]))
  return findNondominated(points).map((i) => done[i]!)
}

function volumeOf(
  trials: readonly ArmTrial[],
  { told, reference }: Pick<CompareOptions, 'told' | 'reference'>,
): number {
  const points = trials.flatMap(({ values }) =>
    values === undefined ? [] : [told.map((name) => scaleOf(name, values[name]))],
  )
  const limits = told.map((name, i) => scaleOf(name, reference[i]!))
  return hypervolume(points, limits)
}

/** Errors as they are, costs by their binary logarithm: a model of half the size counts the same wherever it is halved. */
function scaleOf(name: TrainingObjective, value: number): number {
  return name.toLowerCase().endsWith('error') ? value : log2(Math.max(1, value))
}

async function runArm(
  heads: readonly HeadName[],
  count: number,
  options: CompareOptions,
): Promise<readonly ArmTrial[]> {
  const { wanted, sampler, seed } = options
  const directions = wanted.map(() => 'minimize' as const)
  const study = createStudy({ space: buildHeadSpace(heads), directions, sampler, seed })
  const done: ArmTrial[] = []
  while (done.length < count) {
    const { number, params } = study.ask()
    const trial = await runTrial(number, params, options)
    const { values } = trial
    if (values === undefined) study.tell(number, { failed: 'training diverged' })
    else study.tell(number, { values: wanted.map((each) => values[each]) })
    done.push(trial)
  }
  return done
}

const tasks = new WeakMap<TrainingSpec, ReturnType<typeof makeTask>>()

async function runTrial(
  number: number,
  params: Params,
  { spec, nowMs }: CompareOptions,
): Promise<ArmTrial> {
  const task = tasks.get(spec) ?? makeTask(spec.task)
  tasks.set(spec, task)
  const { values, measured } = await trainTrial(spec, params, { task, nowMs })
  return { number, params, values, latencyP95Ms: measured.latencyP95Ms }
}
