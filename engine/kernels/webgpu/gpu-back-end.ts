/** The WebGPU back end of a machine: its device, and kernels on it that outlive it. */
import type { CreateKernel } from '../kernel.ts'
import type { CreateLatticeKernel } from '../lattice-kernel.ts'
import type { Machine } from '../machine.ts'
import { isMissing, type Missing } from '../missing.ts'
import { createWasmKernel } from '../wasm/wasm-kernel.ts'
import { DeviceRefusedError } from './errors.ts'
import { createFallbackKernel, createLatticeFallback } from './fallback-kernel.ts'
import type { GpuProvider, GrantedGpu } from './gpu-provider.ts'
import { createWebGpuKernel } from './webgpu-kernel.ts'
import { createWebGpuLatticeKernel } from './webgpu-lattice-kernel.ts'

/** One device a machine, asked for when first wanted and again when it is lost. */
const devices = new WeakMap<Machine, Promise<GrantedGpu | Missing>>()

/**
 * Makes kernels on the machine's device, of whatever kind.
 *
 * @throws {DeviceRefusedError} when there is one and it is not given.
 */
export async function gpuKernelOf(machine: Machine | undefined): Promise<CreateKernel | Missing> {
  const granted = await grantOf(machine)
  return isMissing(granted) ? granted : kernelsOn(granted, machine)
}

/**
 * Makes kernels of lattices on the machine's device.
 *
 * @param createElsewhere builds what goes on where the device is lost or full.
 * @throws {DeviceRefusedError} when there is one and it is not given.
 */
export async function gpuLatticeKernelOf(
  machine: Machine | undefined,
  createElsewhere: CreateLatticeKernel,
): Promise<CreateLatticeKernel | Missing> {
  const granted = await grantOf(machine)
  if (isMissing(granted)) return granted
  return async (setup) =>
    createLatticeFallback(
      await createWebGpuLatticeKernel(setup, granted.device),
      () => createElsewhere(setup),
      setup,
      (notice) => machine?.onNotice?.(notice),
    )
}

/**
 * The machine's device.
 *
 * @throws {DeviceRefusedError} when there is one and it is not given; the next call asks again.
 */
export async function grantOf(machine: Machine | undefined): Promise<GrantedGpu | Missing> {
  if (machine?.gpu === undefined) return { missing: 'no graphics device is asked for here' }
  const known = devices.get(machine)
  if (known !== undefined) return known
  const asked = request(machine.gpu)
  devices.set(machine, asked)
  const forget = () => devices.delete(machine)
  void asked.then((granted) => {
    if (!isMissing(granted)) void granted.device.lost.then(forget)
  }, forget)
  return asked
}

async function request(provide: GpuProvider): Promise<GrantedGpu | Missing> {
  try {
    return await provide()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DeviceRefusedError({ reason }, { cause })
  }
}

function kernelsOn({ device }: GrantedGpu, machine: Machine | undefined): CreateKernel {
  return async (setup) =>
    createFallbackKernel(
      await createWebGpuKernel(setup, device),
      () => createWasmKernel(setup),
      setup,
      (notice) => machine?.onNotice?.(notice),
    )
}
