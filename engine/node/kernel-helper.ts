/** Entry of a worker that helps a kernel: it serves until the kernel lets it go. */
import { parentPort, workerData } from 'node:worker_threads'

/** What a helper is started with. */
export interface HelperTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly index: number
}

const { module, memory, index }: HelperTask = workerData
const { serve } = new WebAssembly.Instance(module, { env: { memory } }).exports
parentPort?.postMessage('up')
if (typeof serve === 'function') serve(index)
