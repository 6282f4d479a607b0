/** Chooses the back end that ticks a world with a size. */
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import { KernelUnavailableError, KernelUnsupportedError } from './errors.ts'
import type { BackendName, CreateKernel, Kernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

const BACKENDS: Readonly<Partial<Record<BackendName, CreateKernel>>> = {
  reference: createReferenceKernel,
  cpu: createCpuKernel,
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

/** Back ends from the fastest to the one that runs everything. */
const BY_SPEED: readonly CreateKernel[] = [createCpuKernel, createReferenceKernel]

/**
 * Builds a kernel with all cells 0 at tick 0 on the back end of this name; `auto` takes the
 * fastest one that runs the setup, which `kernel.backend` then names.
 *
 * @throws {KernelUnavailableError} when the machine has no such back end.
 * @throws {KernelUnsupportedError} when it cannot run the setup.
 */
export async function createKernel(
  backend: 'auto' | BackendName,
  setup: KernelSetup,
  _machine?: Machine,
): Promise<KernelChoice> {
  if (backend !== 'auto') {
    const create = BACKENDS[backend]
    if (create === undefined) throw new KernelUnavailableError({ backend, available: ['auto'] })
    return { kernel: await create(setup), reason: undefined }
  }
  let refusal: unknown
  for (const create of BY_SPEED) {
    try {
      const kernel = await create(setup)
      return { kernel, reason: 'the fastest that runs it' }
    } catch (error) {
      if (!(error instanceof KernelUnsupportedError)) throw error
      refusal ??= error
    }
  }
  throw refusal
}
