/**
 * What `auto` is: the back end that was the fastest in a short trial, and why.
 *
 * Choices are remembered by machine, program and world. Candidates that could not take part, or
 * failed when they did, are named in the reason.
 */
import { countCells, formatSize } from '../lattice/size.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import type { CreateKernel, Kernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { type Candidate, describeError, measureKernels, type Trial } from './measure-kernels.ts'
import { isMissing } from './missing.ts'
import { assertSetup } from './setup-check.ts'
import { buildStandIn } from './stand-in-world.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'
import { DeviceRefusedError } from './webgpu/errors.ts'
import { gpuKernelOf, grantOf } from './webgpu/gpu-back-end.ts'

/** A kernel, and why its back end was taken. */
export interface KernelChoice {
  readonly kernel: Kernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/** Larger worlds are tried on a smaller one: holding them twice would cost too much. */
const MAX_TRIAL_CELLS = 2 ** 24

/** Worlds below this are ticked faster than threads wake up. */
const MIN_THREADED_CELLS = 2 ** 18

/** In larger worlds plain JavaScript is far behind, and its byte a cell is the most memory of all. */
const MAX_PLAIN_CELLS = 2 ** 20

/** What trials found, by the machine they were made on and what they were made for. */
const remembered = new WeakMap<Machine, Map<string, Ranking>>()
const MAX_REMEMBERED = 256

/** Candidates that ran, the fastest first, and what is said of them. */
interface Ranking {
  readonly candidates: readonly Candidate[]
  readonly reason: string
}

/** Who takes part in a trial, and why others do not. */
interface Field {
  readonly candidates: readonly Candidate[]
  readonly notes: readonly string[]
}

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
  const known = remembered.get(machine) ?? new Map<string, Ranking>()
  remembered.set(machine, known)
  const key = await keyOf(setup)
  const ranking = known.get(key) ?? (await rankCandidates(setup, machine))
  if (known.size >= MAX_REMEMBERED) known.clear()
  known.set(key, ranking)
  return createFirst(ranking, setup)
}

/** The fastest that can run the world in full, which a stand-in's trial did not show. */
async function createFirst(ranking: Ranking, setup: KernelSetup): Promise<KernelChoice> {
  let { reason } = ranking
  for (const [index, { label, create }] of ranking.candidates.entries()) {
    try {
      return { kernel: await create(setup), reason }
    } catch (error) {
      if (index === ranking.candidates.length - 1) throw error
      reason += `; but ${label} failed: ${describeError(error)}`
    }
  }
  return { kernel: createWasmKernel(setup), reason }
}

async function rankCandidates(setup: KernelSetup, machine: Machine): Promise<Ranking> {
  const { candidates, notes } = await listCandidates(setup, machine)
  const tried = buildStandIn(setup, MAX_TRIAL_CELLS)
  const trials = await measureKernels(candidates, tried, machine.now)
  const ran = trials.filter(({ failure }) => failure === undefined)
  const failures = trials.flatMap(({ candidate, failure }) =>
    failure === undefined ? [] : [`${candidate.label} failed: ${failure}`],
  )
  const how = tried === setup ? 'measured' : `measured on ${describeSize(tried)} of its cells`
  const reason = [`${how}: ${describeRan(ran)}`, ...failures, ...notes].join('; ')
  return { candidates: ran.map(({ candidate }) => candidate), reason }
}

function describeSize({ size, rule }: KernelSetup): string {
  return formatSize(size, rule.program.dimensions)
}

function describeRan(trials: readonly Trial[]): string {
  const [best, ...others] = trials.map(describeTrial)
  if (best === undefined) return 'nothing ran'
  return others.length === 0 ? best : `${best}, before ${others.join(' and ')}`
}

function describeTrial({ candidate, ticksPerSecond }: Trial): string {
  return `${candidate.label} ${ticksPerSecond.toPrecision(3)} ticks/s`
}

async function listCandidates(setup: KernelSetup, machine: Machine): Promise<Field> {
  const candidates: Candidate[] = [{ label: 'wasm', create: createWasmKernel }]
  if ((setup.threads?.count ?? 1) > 1) {
    const createAlone: CreateKernel = (each) => createWasmKernel({ ...each, threads: undefined })
    candidates.push({ label: 'wasm on one thread', create: createAlone })
  }
  if (countCells(setup.size) <= MAX_PLAIN_CELLS) {
    candidates.push({ label: 'cpu', create: createCpuKernel })
  }
  const onGpu = await findGpuCandidate(machine)
  // WebGL2 is the way to the same device where WebGPU is missing.
  const onWebGl2 = onGpu.candidates.length > 0 ? NOBODY : findGpuJsCandidate(machine)
  return {
    candidates: [...candidates, ...onGpu.candidates, ...onWebGl2.candidates],
    notes: [...onGpu.notes, ...onWebGl2.notes],
  }
}

const NOBODY: Field = { candidates: [], notes: [] }

async function findGpuCandidate(machine: Machine): Promise<Field> {
  try {
    const granted = await grantOf(machine)
    if (isMissing(granted)) return NOBODY
    if (granted.isFallback) return leftOut('webgpu')
    return { candidates: [{ label: 'webgpu', create: createOnGpu(machine) }], notes: [] }
  } catch (error) {
    return { candidates: [], notes: [`webgpu failed: ${describeError(error)}`] }
  }
}

/** Asks for the device each time, since devices get lost. */
function createOnGpu(machine: Machine): CreateKernel {
  return async (setup) => {
    const create = await gpuKernelOf(machine)
    if (isMissing(create)) throw new DeviceRefusedError({ reason: create.missing })
    return create(setup)
  }
}

function findGpuJsCandidate({ gpuJs, webGl2 }: Machine): Field {
  const device = webGl2?.()
  if (gpuJs === undefined || device === undefined || isMissing(device)) return NOBODY
  return device.isFallback
    ? leftOut('gpujs')
    : { candidates: [{ label: 'gpujs', create: gpuJs }], notes: [] }
}

/** The processor's own kernels are faster than a device that it draws. */
function leftOut(label: string): Field {
  return { candidates: [], notes: [`${label} is drawn in software and was not tried`] }
}

/** Equal keys mean equal work: the program, the size, how its edges meet, and the threads. */
async function keyOf({ rule, size, topology, threads }: KernelSetup): Promise<string> {
  return `${await hashProgram(rule.program)} ${JSON.stringify([size, topology, threads?.count ?? 1])}`
}
