/** The WebGPU back end of a machine: its device, and kernels on it that outlive it. */
import type { CreateKernel } from '../kernel.ts'
import type { Machine } from '../machine.ts'
import { createWasmKernel } from '../wasm/wasm-kernel.ts'
import { createFallbackKernel } from './fallback-kernel.ts'
import type { GrantedGpu } from './gpu-provider.ts'
import { createWebGpuKernel } from './webgpu-kernel.ts'

/** One device a machine, asked for when first wanted and again when it is lost. */
const devices = new WeakMap<Machine, Promise<GrantedGpu | undefined>>()

/** Makes kernels on the machine's device, of whatever kind; undefined where there is none. */
export async function gpuKernelOf(machine: Machine | undefined): Promise<CreateKernel | undefined> {
  const granted = await grantOf(machine)
  return granted && kernelsOn(granted, machine)
}

/** The same, unless the device is drawn in software: the processor's own kernels are faster then. */
export async function fastGpuKernelOf(machine: Machine): Promise<CreateKernel | undefined> {
  const granted = await grantOf(machine)
  return granted === undefined || granted.isFallback ? undefined : kernelsOn(granted, machine)
}

async function grantOf(machine: Machine | undefined): Promise<GrantedGpu | undefined> {
  if (machine?.gpu === undefined) return undefined
  const known = devices.get(machine)
  if (known !== undefined) return known
  const asked = machine.gpu().catch(() => undefined)
  devices.set(machine, asked)
  const granted = await asked
  void granted?.device.lost.then(() => devices.delete(machine))
  return granted
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
