/** Builds kernels of lattices by the names of their back ends. */
import { KernelUnavailableError } from './errors.ts'
import type { BackendName } from './kernel.ts'
import type { CreateLatticeKernel, LatticeKernel, LatticeSetup } from './lattice-kernel.ts'
import type { Machine } from './machine.ts'
import { createReferenceLatticeKernel } from './reference/reference-lattice-kernel.ts'
import { createWasmLatticeKernel } from './wasm/wasm-lattice-kernel.ts'

/** Back ends that run lattices. */
const CREATORS: Partial<Record<BackendName, CreateLatticeKernel>> = {
  reference: createReferenceLatticeKernel,
  wasm: createWasmLatticeKernel,
}

/** A lattice's kernel, and why its back end was taken. */
export interface LatticeKernelChoice {
  readonly kernel: LatticeKernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/**
 * Builds a lattice's kernel with all cells 0 at tick 0 on the back end of this name.
 *
 * @throws {KernelUnavailableError} when no lattices run on it.
 * @throws {KernelUnsupportedError} when it cannot run this one.
 */
export async function createLatticeKernel(
  backend: 'auto' | BackendName,
  setup: LatticeSetup,
  _machine?: Machine,
): Promise<LatticeKernelChoice> {
  const create = CREATORS[backend === 'auto' ? 'wasm' : backend]
  if (create === undefined) {
    throw new KernelUnavailableError({
      backend,
      available: ['auto', ...Object.keys(CREATORS)],
      missing: { [backend]: 'it runs no bits and fields' },
    })
  }
  return { kernel: await create(setup), reason: undefined }
}
