/**
 * Experiment E2 of the seeds: does a search that may choose the head find a better front than one that has only the MLP, or
 * only any other head?
 *
 * All searches have as many trials of the same sampler. Trials of other heads cost more, so that as many trials are not as
 * much work: the search over the MLP then goes on until it has trained as much as the one that chooses, and is told of there
 * too.
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

/** Numbers of a trial that are to be small. */
export type TrainingObjective = Exclude<keyof TrainingValues, `${string}ccuracy`>

export interface ArmOptions {
  readonly spec: TrainingSpec
  /** What searches see and want. */
  readonly wanted: readonly TrainingObjective[]
  /** Of each search. */
  readonly trials: number
  /** At most so many times as many has the search over the MLP that goes on to equal work. */
  readonly mostTimes: number
  readonly sampler: SamplerOptions
  readonly seed: string
  /** With a clock, the latency of each model is measured. */
  readonly nowMs?: (() => number) | undefined
}

export interface CompareOptions extends ArmOptions {
  /** What the front is told by, one for each that is wanted: an error on examples by which nothing was chosen. */
  readonly told: readonly TrainingObjective[]
  /** For each that is told, the number from which on it counts for nothing. */
  readonly reference: readonly number[]
}

export interface ArmTrial {
  readonly number: number
  readonly params: Params
  /** Undefined where the training came to nothing. */
  readonly values: TrainingValues | undefined
  /** Measured, where there was a clock. */
  readonly latencyP95Ms: number | undefined
}

/**
 * `chosen`: a search that chooses the head too. Names of heads: one over that head alone. `mlp-equal`: that of the MLP, gone
 * on until it has trained as much as `chosen`. `fixed`: the MLP as it is where nobody says anything, which no search has touched.
 */
export const ARM_NAMES = ['chosen', 'mlp-equal', ...HEAD_NAMES, 'fixed'] as const
export type ArmName = 'chosen' | 'mlp-equal' | HeadName | 'fixed'

export interface Arm {
  readonly trials: readonly ArmTrial[]
  /** Trials that none of the arm dominates in what was wanted. */
  readonly front: readonly ArmTrial[]
  /** The hypervolume of its front by what is told of it, over that of all that was trained. */
  readonly share: number
}

/** Runs all arms one after the other; the same options give the same numbers, but for latency. */
export async function compareHeads(
  options: CompareOptions,
): Promise<Readonly<Record<ArmName, Arm>>> {
  const { told, reference, wanted } = options
  const done = new Map<ArmName, readonly ArmTrial[]>()
  const chosen = await runArm('chosen', options)
  for (const name of ARM_NAMES) {
    const work = sumWork(chosen)
    done.set(name, name === 'chosen' ? chosen : await runArm(name, options, work))
  }
  const pointsOf = (trials: readonly ArmTrial[]) =>
    trials.flatMap(({ values }) => (values === undefined ? [] : [told.map((each) => values[each])]))
  const all = measureFront([...done.values()].flatMap(pointsOf), told, reference)
  const arms = [...done].map(([name, trials]) => {
    const front = findFront(trials, wanted)
    const share = all > 0 ? measureFront(pointsOf(front), told, reference) / all : 0
    return [name, { trials, front, share }] as const
  })
  return Object.fromEntries(arms) as Record<ArmName, Arm>
}

/**
 * The trials of one arm.
 *
 * @param work multiply-adds up to which `mlp-equal` goes on.
 */
export async function runArm(
  name: ArmName,
  options: ArmOptions,
  work = 0,
): Promise<readonly ArmTrial[]> {
  if (name === 'fixed') return [await runTrial(0, { head: 'mlp' }, options)]
  const { wanted, sampler, seed, trials } = options
  const heads = name === 'chosen' ? HEAD_NAMES : [name === 'mlp-equal' ? 'mlp' : name]
  const [least, most] =
    name === 'mlp-equal' ? [work, trials * options.mostTimes] : [Infinity, trials]
  const directions = wanted.map(() => 'minimize' as const)
  const study = createStudy({ space: buildHeadSpace(heads), directions, sampler, seed })
  const done: ArmTrial[] = []
  while (done.length < trials || (done.length < most && sumWork(done) < least)) {
    const { number, params } = study.ask()
    const trial = await runTrial(number, params, options)
    const { values } = trial
    if (values === undefined) study.tell(number, { failed: 'training diverged' })
    else study.tell(number, { values: wanted.map((each) => values[each]) })
    done.push(trial)
  }
  return done
}

/** Multiply-adds of the way forward in all trainings that came to something. */
export function sumWork(trials: readonly ArmTrial[]): number {
  return trials.reduce((sum, { values }) => sum + (values?.trainingMultiplyAdds ?? 0), 0)
}

/** Trials that no other dominates in some of their numbers. */
export function findFront(
  trials: readonly ArmTrial[],
  names: readonly TrainingObjective[],
): readonly ArmTrial[] {
  const done = trials.filter(({ values }) => values !== undefined)
  const points = done.map(({ values }) => names.map((name) => values![name]))
  return findNondominated(points).map((i) => done[i]!)
}

/**
 * The hypervolume of points up to a reference, with errors as they are and costs by their binary logarithm: a model of half
 * the size counts the same wherever it is halved.
 */
export function measureFront(
  points: readonly (readonly number[])[],
  names: readonly TrainingObjective[],
  reference: readonly number[],
): number {
  const scale = (values: readonly number[]) =>
    values.map((value, i) =>
      names[i]!.toLowerCase().endsWith('error') ? value : log2(Math.max(1, value)),
    )
  return hypervolume(points.map(scale), scale(reference))
}

const tasks = new WeakMap<TrainingSpec, ReturnType<typeof makeTask>>()

async function runTrial(
  number: number,
  params: Params,
  { spec, nowMs }: ArmOptions,
): Promise<ArmTrial> {
  const task = tasks.get(spec) ?? makeTask(spec.task)
  tasks.set(spec, task)
  const { values, measured } = await trainTrial(spec, params, { task, nowMs })
  return { number, params, values, latencyP95Ms: measured.latencyP95Ms }
}
