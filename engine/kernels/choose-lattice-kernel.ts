/** What `auto` is for a world of bits and fields. */
import { ACTIVE_STATUS } from '../forge/lattice/lattice-planes.ts'
import { countCells, formatSize } from '../lattice/size.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import { assertLatticeSetup } from './lattice-check.ts'
import type { LatticeKernel, LatticeSetup } from './lattice-kernel.ts'
import type { Machine } from './machine.ts'
import { buildSoup } from './measure-kernels.ts'
import {
  type Choice,
  createFirst,
  type Field,
  findGpuCandidate,
  Rankings,
  rankKernels,
} from './rank-kernels.ts'
import { buildStandIn } from './stand-in-world.ts'
import { createWasmLatticeKernel } from './wasm/wasm-lattice-kernel.ts'
import { gpuLatticeKernelOf } from './webgpu/gpu-back-end.ts'

/** A lattice's kernel, and why its back end was taken. */
export type LatticeKernelChoice = Choice<LatticeKernel>

/** Larger worlds are tried on a smaller one, since a tick of theirs takes long. */
const MAX_TRIAL_CELLS = 2 ** 20

/** Worlds below this are ticked faster than threads wake up. */
const MIN_THREADED_CELLS = 2 ** 16

const ALONE = 'worlds of bits and fields run on wasm where there is no graphics device'

const remembered = new Rankings<LatticeSetup, LatticeKernel>()

/**
 * Builds a lattice's kernel with all cells 0 at tick 0 on the fastest back end: WebAssembly, or the
 * machine's graphics device where a trial finds that faster. Without a device there is no trial.
 *
 * @throws what the last candidate throws, where none can run the world.
 */
export async function chooseLatticeKernel(
  wanted: LatticeSetup,
  machine: Machine | undefined,
): Promise<LatticeKernelChoice> {
  const isSmall = countCells(wanted.size) < MIN_THREADED_CELLS
  const setup = isSmall ? { ...wanted, threads: undefined } : wanted
  const onGpu = await findOnGpu(machine)
  if (machine === undefined || onGpu.candidates.length === 0) {
    return { kernel: createWasmLatticeKernel(setup), reason: [ALONE, ...onGpu.notes].join('; ') }
  }
  assertLatticeSetup(setup)
  const key = await keyOf(setup)
  const ranking = await remembered.recall(machine, key, () => rank(setup, machine, onGpu))
  return createFirst(ranking, setup, createWasmLatticeKernel)
}

async function findOnGpu(
  machine: Machine | undefined,
): Promise<Field<LatticeSetup, LatticeKernel>> {
  if (machine === undefined) return { candidates: [], notes: [] }
  return findGpuCandidate(machine, (each) => gpuLatticeKernelOf(each, createWasmLatticeKernel))
}

async function rank(
  setup: LatticeSetup,
  machine: Machine,
  onGpu: Field<LatticeSetup, LatticeKernel>,
) {
  const { passes, dimensions } = setup.lattice
  const programs = passes.map(({ program }) => program)
  const tried = buildStandIn(setup, programs, MAX_TRIAL_CELLS)
  const standsFor =
    tried === setup ? undefined : `${formatSize(tried.size, dimensions)} of its cells`
  const field = {
    candidates: [{ label: 'wasm', create: createWasmLatticeKernel }, ...onGpu.candidates],
    notes: onGpu.notes,
  }
  const world = { setup: tried, begin: (kernel: LatticeKernel) => beginTrial(kernel, tried) }
  return rankKernels(field, world, standsFor, machine.now)
}

/** A soup in which every site steps. */
async function beginTrial(kernel: LatticeKernel, { size, lattice }: LatticeSetup): Promise<void> {
  const cells = countCells(size)
  await kernel.write(buildSoup(cells, lattice.states), 0)
  for (const { plane } of lattice.planes) {
    if (plane.kind !== 'status') continue
    await kernel.writePlane(plane, new Int32Array(cells).fill(ACTIVE_STATUS))
  }
}

/** Equal keys mean equal work: the passes, the size, how its edges meet, and the threads. */
async function keyOf({ lattice, size, topology, threads }: LatticeSetup): Promise<string> {
  const hashes = await Promise.all(lattice.passes.map(({ program }) => hashProgram(program)))
  return `${hashes.join(' ')} ${JSON.stringify([size, topology, threads?.count ?? 1])}`
}
