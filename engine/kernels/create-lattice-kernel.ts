/** Builds kernels of lattices by the names of their back ends. */
import { countCells } from '../lattice/size.ts'
import { describeBackEnds } from './describe-back-ends.ts'
import type { BackendName } from './kernel.ts'
import type { CreateLatticeKernel, LatticeKernel, LatticeSetup } from './lattice-kernel.ts'
import type { Machine } from './machine.ts'
import { describeError } from './measure-kernels.ts'
import { isMissing, type Missing } from './missing.ts'
import { createReferenceLatticeKernel } from './reference/reference-lattice-kernel.ts'
import { createWasmLatticeKernel } from './wasm/wasm-lattice-kernel.ts'
import { gpuLatticeKernelOf } from './webgpu/gpu-back-end.ts'

/** A lattice's kernel, and why its back end was taken. */
export interface LatticeKernelChoice {
  readonly kernel: LatticeKernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/** Worlds below this are ticked faster than threads wake up. */
const MIN_THREADED_CELLS = 2 ** 16

const REASON =
  'worlds of bits and fields run on wasm, or by name on webgpu and reference; no trial was made'

/**
 * Builds a lattice's kernel with all cells 0 at tick 0 on the back end of this name.
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
  if (backend === 'auto') {
    const isSmall = countCells(setup.size) < MIN_THREADED_CELLS
    const threads = isSmall ? undefined : setup.threads
    return { kernel: createWasmLatticeKernel({ ...setup, threads }), reason: REASON }
  }
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
