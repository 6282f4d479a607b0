/**
 * What `auto` takes: the back end that was the fastest in a short trial, and why; for kernels of rules
 * and of lattices alike.
 *
 * Rankings are remembered by machine and by what they were made for. Candidates that could not take
 * part, or failed when they did, are named in the reason.
 */
import type { Machine } from './machine.ts'
import {
  type Candidate,
  describeError,
  measureKernels,
  type Trial,
  type TrialWorld,
  type TriedKernel,
} from './measure-kernels.ts'
import { isMissing, type Missing } from './missing.ts'
import { DeviceRefusedError } from './webgpu/errors.ts'
import { grantOf } from './webgpu/gpu-back-end.ts'

/** A kernel, and why its back end was taken. */
export interface Choice<Tried> {
  readonly kernel: Tried
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/** Who takes part in a trial, and why others do not. */
export interface Field<Setup, Tried extends TriedKernel> {
  readonly candidates: readonly Candidate<Setup, Tried>[]
  readonly notes: readonly string[]
}

/** Candidates that ran, the fastest first, and what is said of them. */
interface Ranking<Setup, Tried extends TriedKernel> {
  readonly candidates: readonly Candidate<Setup, Tried>[]
  readonly reason: string
}

const MAX_REMEMBERED = 256

/** What trials found, by the machine they were made on and what they were made for. */
export class Rankings<Setup, Tried extends TriedKernel> {
  readonly #known = new WeakMap<Machine, Map<string, Ranking<Setup, Tried>>>()

  /** The ranking of this key, which is made where it is not known. */
  async recall(
    machine: Machine,
    key: string,
    rank: () => Promise<Ranking<Setup, Tried>>,
  ): Promise<Ranking<Setup, Tried>> {
    const known = this.#known.get(machine) ?? new Map<string, Ranking<Setup, Tried>>()
    this.#known.set(machine, known)
    const ranking = known.get(key) ?? (await rank())
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(key, ranking)
    return ranking
  }
}

/**
 * Tries a field of candidates.
 *
 * @param standsFor what the trial's world is a part of, in words; undefined where it is the whole.
 */
export async function rankKernels<Setup, Tried extends TriedKernel>(
  { candidates, notes }: Field<Setup, Tried>,
  world: TrialWorld<Setup, Tried>,
  standsFor: string | undefined,
  now: () => number,
): Promise<Ranking<Setup, Tried>> {
  const trials = await measureKernels(candidates, world, now)
  const ran = trials.filter(({ failure }) => failure === undefined)
  const failures = trials.flatMap(({ candidate, failure }) =>
    failure === undefined ? [] : [`${candidate.label} failed: ${failure}`],
  )
  const how = standsFor === undefined ? 'measured' : `measured on ${standsFor}`
  const reason = [`${how}: ${describeRan(ran)}`, ...failures, ...notes].join('; ')
  return { candidates: ran.map(({ candidate }) => candidate), reason }
}

/**
 * The fastest that can run the world in full, which a trial on a part of it did not show.
 *
 * @param createLast makes the kernel where nothing ran.
 * @throws what the last candidate throws, where none can run it.
 */
export async function createFirst<Setup, Tried extends TriedKernel>(
  ranking: Ranking<Setup, Tried>,
  setup: Setup,
  createLast: (setup: Setup) => Tried,
): Promise<Choice<Tried>> {
  let { reason } = ranking
  for (const [index, { label, create }] of ranking.candidates.entries()) {
    try {
      return { kernel: await create(setup), reason }
    } catch (error) {
      if (index === ranking.candidates.length - 1) throw error
      reason += `; but ${label} failed: ${describeError(error)}`
    }
  }
  return { kernel: createLast(setup), reason }
}

/**
 * The machine's graphics device as a candidate, unless it is drawn in software.
 *
 * @param find finds what makes kernels on it; asked each time, since devices get lost.
 */
export async function findGpuCandidate<Setup, Tried extends TriedKernel>(
  machine: Machine,
  find: (machine: Machine) => Promise<Candidate<Setup, Tried>['create'] | Missing>,
): Promise<Field<Setup, Tried>> {
  try {
    const granted = await grantOf(machine)
    if (isMissing(granted)) return { candidates: [], notes: [] }
    if (granted.isFallback) return leaveOut('webgpu')
    const create = async (setup: Setup) => {
      const found = await find(machine)
      if (isMissing(found)) throw new DeviceRefusedError({ reason: found.missing })
      return found(setup)
    }
    return { candidates: [{ label: 'webgpu', create }], notes: [] }
  } catch (error) {
    return { candidates: [], notes: [`webgpu failed: ${describeError(error)}`] }
  }
}

/** Nobody, for the processor's own kernels are faster than a device that it draws. */
export function leaveOut<Setup, Tried extends TriedKernel>(label: string): Field<Setup, Tried> {
  return { candidates: [], notes: [`${label} is drawn in software and was not tried`] }
}

function describeRan<Setup, Tried extends TriedKernel>(trials: readonly Trial<Setup, Tried>[]) {
  const [best, ...others] = trials.map(
    ({ candidate, ticksPerSecond }) =>
      `${candidate.label} ${ticksPerSecond.toPrecision(3)} ticks/s`,
  )
  if (best === undefined) return 'nothing ran'
  return others.length === 0 ? best : `${best}, before ${others.join(' and ')}`
}
