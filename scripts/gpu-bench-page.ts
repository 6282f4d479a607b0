/** The page of the `gpu` benchmark: hands on to a worker, where kernels run in the viewer too. */
import * as Comlink from 'comlink'
import type { GpuBenchApi } from './gpu-bench.worker.ts'

const worker = new Worker(new URL('./gpu-bench.worker.ts', import.meta.url), { type: 'module' })

export const bench = Comlink.wrap<GpuBenchApi>(worker)
