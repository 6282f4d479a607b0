/** What the `browser` campaign tries, in a worker as in the viewer: every back end a page has. */
import * as Comlink from 'comlink'
import { createGpuJsKernel } from '../engine/kernels/gpujs/gpujs-kernel.ts'
import { isMissing } from '../engine/kernels/missing.ts'
import { createWasmKernel } from '../engine/kernels/wasm/wasm-kernel.ts'
import { createWebGpuKernel } from '../engine/kernels/webgpu/webgpu-kernel.ts'
import { createWebGpuLatticeKernel } from '../engine/kernels/webgpu/webgpu-lattice-kernel.ts'
import type { Case } from '../engine/testing/case.ts'
import { listKernelCases } from '../engine/testing/kernel-cases.ts'
import { runsLatticesAsReference } from '../engine/testing/lattice-cases.ts'
import { listLatticeFaultCases } from '../engine/testing/lattice-shader-faults.ts'
import { listShaderFaultCases } from '../engine/testing/shader-faults.ts'
import { createGpuJsRuntime } from '../engine/worker/gpujs-runtime.ts'
import { createPageThreads } from '../engine/worker/kernel-threads.ts'
import { requestBrowserGpu } from '../engine/worker/webgpu-device.ts'
import { type Trial, type TrialOrder, tryCase } from './campaign.ts'

/** What the page asks of the worker. */
export interface SoakApi {
  listKinds(): Promise<string[]>
  tryKind(kind: string, order: TrialOrder): Promise<Trial>
}

async function listCases(): Promise<Case[]> {
  const gpu = await requestBrowserGpu()
  if (isMissing(gpu)) throw new Error(gpu.missing)
  const { device } = gpu
  const runtime = createGpuJsRuntime('webgl2')
  if (runtime === undefined) throw new Error('this browser has no WebGL2 that renders to floats')
  const threads = createPageThreads()
  if (threads === undefined) throw new Error('this page is not isolated, and has no threads')
  return [
    ...listKernelCases({ name: 'wasm', create: createWasmKernel, programs: 'all' }),
    ...listKernelCases({
      name: 'wasm, 2 threads',
      create: (setup) => createWasmKernel({ ...setup, threads: { ...threads, count: 2 } }),
      programs: 'all',
    }),
    ...listKernelCases({
      name: 'webgpu',
      create: (setup) => createWebGpuKernel(setup, device),
      programs: 'all',
    }),
    ...listKernelCases({
      name: 'webgpu in lanes',
      create: (setup) => createWebGpuKernel(setup, device, { variants: ['lanes'] }),
      programs: 'all',
    }),
    ...listKernelCases({
      name: 'gpujs in WebGL2',
      create: (setup) => createGpuJsKernel(setup, runtime),
      programs: 'some',
    }),
    ...listShaderFaultCases(device),
    {
      kind: 'webgpu: lattices',
      property: runsLatticesAsReference((setup) => createWebGpuLatticeKernel(setup, device)),
    },
    ...listLatticeFaultCases(device),
  ]
}

const whenListed = listCases().then((cases) => new Map(cases.map((each) => [each.kind, each])))

Comlink.expose({
  listKinds: async () => [...(await whenListed).keys()],
  tryKind: async (kind, order) => tryCase((await whenListed).get(kind)!, order),
} satisfies SoakApi)
