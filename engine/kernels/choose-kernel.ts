/** What `auto` is for a rule in a world with a size. */
import { countCells, formatSize } from '../lattice/size.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import type { Kernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { buildSoup, type Candidate } from './measure-kernels.ts'
import { isMissing } from './missing.ts'
import {
  type Choice,
  createFirst,
  type Field,
  findGpuCandidate,
  leaveOut,
  Rankings,
  rankKernels,
} from './rank-kernels.ts'
import { assertSetup } from './setup-check.ts'
import { buildStandIn } from './stand-in-world.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'
import { gpuKernelOf } from './webgpu/gpu-back-end.ts'

/** A kernel, and why its back end was taken. */
export type KernelChoice = Choice<Kernel>

/** Larger worlds are tried on a smaller one: holding them twice would cost too much. */
const MAX_TRIAL_CELLS = 2 ** 24

/** Worlds below this are ticked faster than threads wake up. */
const MIN_THREADED_CELLS = 2 ** 18

/** In larger worlds plain JavaScript is far behind, and its byte a cell is the most memory of all. */
const MAX_PLAIN_CELLS = 2 ** 20

const remembered = new Rankings<KernelSetup, Kernel>()

/**
 * Builds a kernel with all cells 0 at tick 0 on the fastest back end.
 *
 * @param machine absent means WebAssembly on one thread, untried.
 * @throws what the last candidate throws, where none can run the world.
 */
export async function chooseKernel(
  wanted: KernelSetup,
  machine: Machine | undefined,
): Promise<KernelChoice> {
  assertSetup(wanted)
  const isSmall = countCells(wanted.size) < MIN_THREADED_CELLS
  const setup = isSmall ? { ...wanted, threads: undefined } : wanted
  if (machine === undefined) return { kernel: createWasmKernel(setup), reason: undefined }
  const key = await keyOf(setup)
  const ranking = await remembered.recall(machine, key, () => rank(setup, machine))
  return createFirst(ranking, setup, createWasmKernel)
}

async function rank(setup: KernelSetup, machine: Machine) {
  const { program, states } = setup.rule
  const tried = buildStandIn(setup, [program], MAX_TRIAL_CELLS)
  const soup = buildSoup(countCells(tried.size), states)
  const standsFor =
    tried === setup ? undefined : `${formatSize(tried.size, program.dimensions)} of its cells`
  const world = { setup: tried, begin: (kernel: Kernel) => kernel.write(soup, 0) }
  return rankKernels(await listCandidates(setup, machine), world, standsFor, machine.now)
}

async function listCandidates(
  setup: KernelSetup,
  machine: Machine,
): Promise<Field<KernelSetup, Kernel>> {
  const candidates: Candidate<KernelSetup, Kernel>[] = [{ label: 'wasm', create: createWasmKernel }]
  if ((setup.threads?.count ?? 1) > 1) {
    const createAlone = (each: KernelSetup) => createWasmKernel({ ...each, threads: undefined })
    candidates.push({ label: 'wasm on one thread', create: createAlone })
  }
  if (countCells(setup.size) <= MAX_PLAIN_CELLS) {
    candidates.push({ label: 'cpu', create: createCpuKernel })
  }
  const onGpu = await findGpuCandidate(machine, gpuKernelOf)
  // WebGL2 is the way to the same device where WebGPU is missing.
  const onWebGl2 = onGpu.candidates.length > 0 ? NOBODY : findGpuJsCandidate(machine)
  return {
    candidates: [...candidates, ...onGpu.candidates, ...onWebGl2.candidates],
    notes: [...onGpu.notes, ...onWebGl2.notes],
  }
}

const NOBODY: Field<KernelSetup, Kernel> = { candidates: [], notes: [] }

function findGpuJsCandidate({ gpuJs, webGl2 }: Machine): Field<KernelSetup, Kernel> {
  const device = webGl2?.()
  if (gpuJs === undefined || device === undefined || isMissing(device)) return NOBODY
  return device.isFallback
    ? leaveOut('gpujs')
    : { candidates: [{ label: 'gpujs', create: gpuJs }], notes: [] }
}

/** Equal keys mean equal work: the program, the size, how its edges meet, and the threads. */
async function keyOf({ rule, size, topology, threads }: KernelSetup): Promise<string> {
  return `${await hashProgram(rule.program)} ${JSON.stringify([size, topology, threads?.count ?? 1])}`
}
