/** What the `planted-faults` campaign tries in a page: the back ends that Node does not have, or has otherwise. */
import * as Comlink from 'comlink'
import type { Machine } from '../engine/kernels/machine.ts'
import { isMissing } from '../engine/kernels/missing.ts'
import {
  anyLivingSoup,
  anySoup,
  type FaultySubject,
  listPlantedFaultCases,
} from '../engine/testing/planted-fault-cases.ts'
import { createGpuJsPageKernel } from '../engine/worker/gpujs-kernel.ts'
import { createPageThreads } from '../engine/worker/kernel-threads.ts'
import { requestBrowserGpu } from '../engine/worker/webgpu-device.ts'
import { tryCase } from './campaign.ts'
import type { SoakApi } from './soak.worker.ts'

const PLANE = [
  [16, 16],
  [40, 30],
]

async function listSubjects(): Promise<readonly FaultySubject[]> {
  const gpu = await requestBrowserGpu()
  if (isMissing(gpu)) throw new Error(gpu.missing)
  gpu.device.destroy()
  const machine: Machine = {
    now: () => performance.now(),
    gpu: requestBrowserGpu,
    gpuJs: createGpuJsPageKernel,
    threads: createPageThreads(),
  }
  return [
    {
      ...{ name: 'WebGPU in a page: bits', backend: 'webgpu', machine },
      scenarios: anySoup(['B3/S23', 'B36/S23'], PLANE),
    },
    {
      ...{ name: 'WebGPU in a page: lanes', backend: 'webgpu', machine },
      scenarios: anySoup(['345/2/4', '/2/3', 'B3/S23~update=0.5'], PLANE),
    },
    {
      ...{ name: 'WebGPU in a page: living worlds', backend: 'webgpu', machine },
      scenarios: anyLivingSoup,
    },
    {
      ...{ name: 'gpu.js in a page, in WebGL2', backend: 'gpujs', machine },
      scenarios: anySoup(['B3/S23', '345/2/4'], PLANE.slice(0, 1)),
    },
    {
      ...{ name: 'WebAssembly in a page', backend: 'wasm', machine },
      scenarios: anySoup(['B3/S23', '345/2/4'], [[128, 96]]),
    },
  ]
}

const whenListed = listSubjects().then((subjects) => {
  const cases = listPlantedFaultCases(subjects)
  return new Map(cases.map((each) => [each.kind, each]))
})

Comlink.expose({
  listKinds: async () => [...(await whenListed).keys()],
  tryKind: async (kind, order) => tryCase((await whenListed).get(kind)!, order),
} satisfies SoakApi)
