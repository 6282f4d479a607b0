/** Builds kernels by the names of their back ends. */
import { chooseKernel, type KernelChoice } from './choose-kernel.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import { KernelUnavailableError } from './errors.ts'
import type { BackendName, CreateKernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'
import { gpuKernelOf } from './webgpu/gpu-back-end.ts'

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

/**
 * Builds a kernel with all cells 0 at tick 0 on the back end of this name.
 *
 * `auto` tries the fast back ends on a few ticks of a soup and takes the one that was fastest, which
 * it remembers; without a machine to ask it takes WebAssembly. A graphics device that is drawn in
 * software is not tried.
 *
 * @throws {KernelUnavailableError} when the machine has no such back end.
 * @throws {DeviceRefusedError} when it has a graphics device and does not give it.
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
