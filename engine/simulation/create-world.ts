/** Chooses what a run's world is held and ticked by. */
import { composeLattice } from '../forge/lattice/compose-lattice.ts'
import { createKernel } from '../kernels/create-kernel.ts'
import { createLatticeKernel } from '../kernels/create-lattice-kernel.ts'
import { createUnboundedKernel } from '../kernels/create-unbounded-kernel.ts'
import type { BackendName, Kernel } from '../kernels/kernel.ts'
import type { LatticeKernel, LatticeSetup } from '../kernels/lattice-kernel.ts'
import type { Machine } from '../kernels/machine.ts'
import type { UnboundedKernel } from '../kernels/unbounded-kernel.ts'
import { isUnbounded } from '../lattice/size.ts'
import type { Cedar } from '../policy/cedar.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import { ProgramError } from '../rules/errors.ts'
import type { LatticeProgram } from '../rules/program/lattice-program.ts'
import type { Rule } from '../rules/rule.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import { openPolicies } from '../scenario/open-policies.ts'
import type { Run } from '../scenario/run.ts'
import type { BitWatchers } from './bit-orders.ts'
import { createBoundedWorld } from './bounded-world.ts'
import { createEndlessWorld } from './endless-world.ts'
import { TickLimitError } from './errors.ts'
import { LivingWorld } from './living-world.ts'
import type { TickLimit } from './tick-guard.ts'
import type { World } from './world.ts'

/**
 * What stands between a world and each kernel that is built for it: instruments that watch what it
 * does, and faults that are planted to see whether they are found. It owns the kernel that it is given.
 */
export interface KernelWraps {
  readonly bounded?: (kernel: Kernel) => Kernel
  readonly endless?: (kernel: UnboundedKernel) => UnboundedKernel
  readonly lattice?: (kernel: LatticeKernel) => LatticeKernel
}

export interface SimulationOptions extends BitWatchers {
  readonly backend?: 'auto' | BackendName
  /** What may help and what time it is; without it back ends are chosen unmeasured. */
  readonly machine?: Machine | undefined
  /** Whether the digests of all ticks are folded into one; ticks are then done one at a time. */
  readonly foldsDigests?: boolean
  /**
   * How long each tick of a world with a size may take; absent, as long as it does. It costs a copy
   * of the state, a byte a cell and four more a plane.
   */
  readonly tickLimit?: TickLimit | undefined
  /** Absent, worlds have their kernels to themselves. */
  readonly wraps?: KernelWraps | undefined
}

const noCedar = (): Promise<Cedar> =>
  Promise.reject(new Error('nothing that decides policies was given'))

export interface WorldChoice {
  readonly world: World
  /** Why its back end was taken; undefined where somebody named it. */
  readonly reason: string | undefined
}

/**
 * Builds an empty world of the run's size under a rule.
 *
 * @throws the kernel room's named errors when no back end, or not the one named, can run it.
 * @throws {TickLimitError} when its ticks cannot be held to the limit.
 */
export async function createWorld(
  { size, topology, seed, living }: Run,
  rule: Rule,
  options: SimulationOptions,
): Promise<WorldChoice> {
  const { backend = 'auto', machine, tickLimit, wraps } = options
  if (living !== undefined) {
    const lattice = options.bus === undefined ? living.lattice : composeCounting(living)
    const setup = { size, topology, lattice, seed, threads: machine?.threads }
    const policy = await openPolicies(living, machine?.loadCedar ?? noCedar)
    return startLivingWorld(setup, { ...living, lattice }, policy, options)
  }
  const setup = { size, topology, rule, seed, threads: machine?.threads }
  if (isUnbounded(size)) {
    if (tickLimit !== undefined) {
      throw new TickLimitError(
        'a world without an end stops where it is told to, between two ticks',
      )
    }
    const { kernel: bare, reason } = createUnboundedKernel(backend, setup, machine)
    const kernel = wraps?.endless?.(bare) ?? bare
    return { world: createEndlessWorld(kernel, size, rule.program), reason }
  }
  const { kernel: bare, reason } = await createKernel(backend, setup, machine)
  const kernel = wraps?.bounded?.(bare) ?? bare
  return { world: createBoundedWorld(kernel, size, rule.program, tickLimit), reason }
}

/**
 * The lattice with a plane that counts writes to fields, for whoever listens to zones; without it
 * where it would be too large, since listening must not keep a run from running.
 */
function composeCounting({ spec, lattice }: LivingRun): LatticeProgram {
  try {
    return composeLattice({ ...spec, countsWrites: true })
  } catch (error) {
    if (error instanceof ProgramError) return lattice
    throw error
  }
}

/** Builds a living world at tick 0; what it was built from is freed where it cannot be. */
async function startLivingWorld(
  setup: LatticeSetup,
  living: LivingRun,
  policy: SpawnPolicy,
  { backend = 'auto', machine, tickLimit, wraps, ...watchers }: SimulationOptions,
): Promise<WorldChoice> {
  let kernel: LatticeKernel | undefined
  try {
    const choice = await createLatticeKernel(backend, setup, machine)
    kernel = wraps?.lattice?.(choice.kernel) ?? choice.kernel
    const world = new LivingWorld({ kernel, size: setup.size, living, policy, watchers, tickLimit })
    await world.clear(0)
    return { world, reason: choice.reason }
  } catch (error) {
    kernel?.dispose()
    policy.dispose()
    throw error
  }
}
