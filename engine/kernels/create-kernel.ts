/** Chooses the back end that ticks a world with a size. */
import { countCells } from '../lattice/size.ts'
import { hashProgram } from '../rules/program/serialize-program.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import { KernelUnavailableError } from './errors.ts'
import type { BackendName, CreateKernel, Kernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { type Candidate, measureKernels, type Trial } from './measure-kernels.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { assertSetup } from './setup-check.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'
import { fastGpuKernelOf, gpuKernelOf } from './webgpu/gpu-back-end.ts'

/** Back ends that every machine has. */
const EVERYWHERE: Readonly<Partial<Record<BackendName, CreateKernel>>> = {
  reference: createReferenceKernel,
  cpu: createCpuKernel,
  wasm: createWasmKernel,
}

/** Names of the back ends, besides `auto`. */
export const BACKEND_NAMES = [
  'reference',
  'cpu',
  'wasm',
  'webgpu',
  'gpujs',
  'sparse',
  'hashlife',
] as const satisfies readonly BackendName[]

/**
 * Reads the name of a back end, or `auto`.
 *
 * @throws {KernelUnavailableError} for any other name, listing those there are.
 */
export function parseBackend(text: string): 'auto' | BackendName {
  const known = BACKEND_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  if (text === 'auto') return text
  throw new KernelUnavailableError({
    backend: text.slice(0, 40),
    available: ['auto', ...BACKEND_NAMES],
  })
}

/** A kernel, and why its back end was taken. */
export interface KernelChoice {
  readonly kernel: Kernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/** Worlds beyond this are not tried on several back ends: holding them twice costs too much. */
const MAX_TRIAL_CELLS = 2 ** 24

/** Worlds below this are ticked faster than threads wake up. */
const MIN_THREADED_CELLS = 2 ** 18

/** Choices that have been made, by what they were made for. */
const remembered = new Map<string, Choice>()
const MAX_REMEMBERED = 256

interface Choice {
  readonly candidate: Candidate
  readonly reason: string
}

/**
 * Builds a kernel with all cells 0 at tick 0 on the back end of this name.
 *
 * `auto` tries the fast back ends on a few ticks of a soup and takes the one that was fastest, which
 * it remembers; without a machine to ask it takes WebAssembly. A graphics device that is drawn in
 * software is not asked.
 *
 * @throws {KernelUnavailableError} when the machine has no such back end.
 * @throws {KernelUnsupportedError} when it cannot run the setup.
 */
export async function createKernel(
  backend: 'auto' | BackendName,
  setup: KernelSetup,
  machine?: Machine,
): Promise<KernelChoice> {
  if (backend === 'auto') return chooseKernel(setup, machine)
  const create = await findBackEnd(backend, machine)
  if (create === undefined) {
    const available = ['auto', ...Object.keys(EVERYWHERE)]
    throw new KernelUnavailableError({ backend, available })
  }
  return { kernel: await create(setup), reason: undefined }
}

async function findBackEnd(
  backend: BackendName,
  machine: Machine | undefined,
): Promise<CreateKernel | undefined> {
  if (backend === 'webgpu') return gpuKernelOf(machine)
  return backend === 'gpujs' ? machine?.gpuJs : EVERYWHERE[backend]
}

async function chooseKernel(
  wanted: KernelSetup,
  machine: Machine | undefined,
): Promise<KernelChoice> {
  assertSetup(wanted)
  const isSmall = countCells(wanted.size) < MIN_THREADED_CELLS
  const setup = isSmall ? { ...wanted, threads: undefined } : wanted
  const wasm: Candidate = { label: 'wasm', create: async () => createWasmKernel(setup) }
  if (machine === undefined) return { kernel: await wasm.create(), reason: undefined }
  if (countCells(setup.size) > MAX_TRIAL_CELLS) {
    return { kernel: await wasm.create(), reason: 'the world is too large to be tried on others' }
  }
  const key = await keyOf(setup, machine)
  const known = remembered.get(key)
  const choice = known ?? (await tryCandidates(setup, machine, wasm))
  if (known === undefined) remember(key, choice)
  return { kernel: await choice.candidate.create(), reason: choice.reason }
}

async function tryCandidates(
  setup: KernelSetup,
  machine: Machine,
  wasm: Candidate,
): Promise<Choice> {
  const candidates: Candidate[] = [wasm]
  if ((setup.threads?.count ?? 1) > 1) {
    const alone = { ...setup, threads: undefined }
    candidates.push({ label: 'wasm on one thread', create: async () => createWasmKernel(alone) })
  }
  candidates.push({ label: 'cpu', create: async () => createCpuKernel(setup) })
  const onGpu = await fastGpuKernelOf(machine)
  if (onGpu !== undefined) {
    candidates.push({ label: 'webgpu', create: async () => onGpu(setup) })
  }
  const [best, ...others] = await measureKernels(candidates, setup, machine.now)
  const told = others.filter(({ ticksPerSecond }) => ticksPerSecond > 0).map(describeTrial)
  const beaten = told.length === 0 ? '' : `, before ${told.join(' and ')}`
  return { candidate: best!.candidate, reason: `measured: ${describeTrial(best!)}${beaten}` }
}

function describeTrial({ candidate, ticksPerSecond }: Trial): string {
  return `${candidate.label} ${ticksPerSecond.toPrecision(3)} ticks/s`
}

/** Equal keys mean equal work: the program, the size, how its edges meet, and the threads. */
async function keyOf(
  { rule, size, topology, threads }: KernelSetup,
  machine: Machine,
): Promise<string> {
  const world = JSON.stringify([size, topology, threads?.count ?? 1, machine.gpu !== undefined])
  return `${await hashProgram(rule.program)} ${world}`
}

function remember(key: string, choice: Choice): void {
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, choice)
}
