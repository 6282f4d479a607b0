/** Chooses the back end that ticks a world. */
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import { KernelUnavailableError, KernelUnsupportedError } from './errors.ts'
import type { BackendName, CreateKernel, Kernel, KernelSetup } from './kernel.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

const BACKENDS: Readonly<Record<'reference' | 'cpu', CreateKernel>> = {
  reference: createReferenceKernel,
  cpu: createCpuKernel,
}

/** Names that are reserved for back ends to come. */
const PLANNED_BACKENDS: readonly string[] = ['wasm', 'webgpu', 'gpujs', 'sparse', 'hashlife']

/** Names of the back ends of this version, besides `auto`. */
export const BACKEND_NAMES = ['reference', 'cpu'] as const satisfies readonly BackendName[]

type AvailableBackend = (typeof BACKEND_NAMES)[number]

/**
 * Reads the name of a back end, or `auto`.
 *
 * @throws {KernelUnavailableError} for any other name, listing those there are.
 */
export function parseBackend(text: string): 'auto' | AvailableBackend {
  const known = BACKEND_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  if (text === 'auto') return text
  throw new KernelUnavailableError({
    backend: text.slice(0, 40),
    isPlanned: PLANNED_BACKENDS.includes(text),
    available: ['auto', ...BACKEND_NAMES],
  })
}

/** Back ends from the fastest to the one that runs everything. */
const BY_SPEED: readonly CreateKernel[] = [createCpuKernel, createReferenceKernel]

/**
 * Builds a kernel with all cells 0 at tick 0 on the back end of this name; `auto` takes the
 * fastest one that runs the setup, which `kernel.backend` then names.
 *
 * @throws {KernelUnavailableError} when there is no such back end.
 * @throws {KernelUnsupportedError} when it cannot run the setup.
 */
export async function createKernel(
  backend: 'auto' | BackendName | (string & {}),
  setup: KernelSetup,
): Promise<Kernel> {
  const chosen = parseBackend(backend)
  if (chosen !== 'auto') return BACKENDS[chosen](setup)
  let refusal: unknown
  for (const create of BY_SPEED) {
    try {
      return await create(setup)
    } catch (error) {
      if (!(error instanceof KernelUnsupportedError)) throw error
      refusal ??= error
    }
  }
  throw refusal
}
