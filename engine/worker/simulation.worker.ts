/** Browser entry: puts one simulation behind this worker's message port. Wiring only. */
import * as Comlink from 'comlink'
import { createGpuJsPageKernel } from './gpujs-kernel.ts'
import { createPageThreads } from './kernel-threads.ts'
import { workerLife } from './life-lock.ts'
import { loadCedar } from './load-cedar.ts'
import { SimulationService } from './simulation-service.ts'
import { toTransferableApi } from './transferable-api.ts'
import { describeWebGl2 } from './webgl2-device.ts'
import { requestBrowserGpu } from './webgpu-device.ts'

Comlink.expose({
  ...workerLife,
  ...toTransferableApi(
    new SimulationService({
      now: () => performance.timeOrigin + performance.now(),
      threads: createPageThreads(),
      gpu: requestBrowserGpu,
      gpuJs: createGpuJsPageKernel,
      webGl2: describeWebGl2,
      loadCedar,
    }),
  ),
})
