/** Builds kernels by the names of their back ends. */
import { chooseKernel, type KernelChoice } from './choose-kernel.ts'
import { createCpuKernel } from './cpu/cpu-kernel.ts'
import { describeBackEnds } from './describe-back-ends.ts'
import type { BackendName, CreateKernel, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { describeError } from './measure-kernels.ts'
import { isMissing, type Missing } from './missing.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'
import { createWasmKernel } from './wasm/wasm-kernel.ts'
import { gpuKernelOf } from './webgpu/gpu-back-end.ts'

type Finder = (
  machine: Machine | undefined,
) => CreateKernel | Missing | Promise<CreateKernel | Missing>

const ENDLESS: Missing = { missing: 'it ticks worlds without an end' }

/** How each back end is had. */
const FINDERS: Readonly<Record<BackendName, Finder>> = {
  reference: () => createReferenceKernel,
  cpu: () => createCpuKernel,
  wasm: () => createWasmKernel,
  webgpu: gpuKernelOf,
  gpujs: findGpuJs,
  sparse: () => ENDLESS,
  hashlife: () => ENDLESS,
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
  const create = await FINDERS[backend](machine)
  if (isMissing(create)) throw await describeBackEnds(backend, (name) => whyMissing(name, machine))
  return { kernel: await create(setup), reason: undefined }
}

function findGpuJs(machine: Machine | undefined): CreateKernel | Missing {
  if (machine?.gpuJs === undefined) return { missing: 'gpu.js is not asked for here' }
  const device = machine.webGl2?.()
  return device !== undefined && isMissing(device) ? device : machine.gpuJs
}

/**
 * Why a back end for bounded worlds is not there, a clause without its full stop; undefined where
 * it is. Asks the machine for its devices.
 */
export async function whyMissing(
  name: BackendName,
  machine: Machine | undefined,
): Promise<string | undefined> {
  try {
    const found = await FINDERS[name](machine)
    return isMissing(found) ? found.missing : undefined
  } catch (error) {
    return describeError(error)
  }
}
