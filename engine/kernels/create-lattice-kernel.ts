/** Builds kernels of lattices by the names of their back ends. */
import { chooseLatticeKernel, type LatticeKernelChoice } from './choose-lattice-kernel.ts'
import { describeBackEnds } from './describe-back-ends.ts'
import type { BackendName } from './kernel.ts'
import type { CreateLatticeKernel, LatticeSetup } from './lattice-kernel.ts'
import type { Machine } from './machine.ts'
import { describeError } from './measure-kernels.ts'
import { isMissing, type Missing } from './missing.ts'
import { createReferenceLatticeKernel } from './reference/reference-lattice-kernel.ts'
import { createWasmLatticeKernel } from './wasm/wasm-lattice-kernel.ts'
import { gpuLatticeKernelOf } from './webgpu/gpu-back-end.ts'

/**
 * Builds a lattice's kernel with all cells 0 at tick 0 on the back end of this name; `auto` takes
 * the fastest by a trial where there is a graphics device, which it remembers, else WebAssembly.
 *
 * @throws {KernelUnavailableError} when no lattices run on it here.
 * @throws {DeviceRefusedError} when the machine has a graphics device and does not give it.
 * @throws {KernelUnsupportedError} when it cannot run this one.
 */
export async function createLatticeKernel(
  backend: 'auto' | BackendName,
  setup: LatticeSetup,
  machine?: Machine,
): Promise<LatticeKernelChoice> {
  if (backend === 'auto') return chooseLatticeKernel(setup, machine)
  const create = await findCreator(backend, machine)
  if (isMissing(create))
    throw await describeBackEnds(backend, (name) => whyNoLattices(name, machine))
  return { kernel: await create(setup), reason: undefined }
}

/** Why a back end runs no lattices here, a clause without its full stop; undefined where it does. */
export async function whyNoLattices(
  backend: BackendName,
  machine: Machine | undefined,
): Promise<string | undefined> {
  try {
    const found = await findCreator(backend, machine)
    return isMissing(found) ? found.missing : undefined
  } catch (error) {
    return describeError(error)
  }
}

async function findCreator(
  backend: BackendName,
  machine: Machine | undefined,
): Promise<CreateLatticeKernel | Missing> {
  switch (backend) {
    case 'reference':
      return createReferenceLatticeKernel
    case 'wasm':
      return createWasmLatticeKernel
    case 'webgpu':
      return gpuLatticeKernelOf(machine, createWasmLatticeKernel)
    default:
      return { missing: 'it runs no bits and fields' }
  }
}
