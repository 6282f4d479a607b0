/** Entry of a worker that helps a kernel: it serves until the kernel lets it go. */
import { parentPort, workerData } from 'node:worker_threads'
import './older-node.ts'
import { serveKernel } from '../kernels/kernel-threads.ts'

/** What a helper is started with. */
export interface HelperTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly index: number
}

const { module, memory, index }: HelperTask = workerData
serveKernel(module, memory, index, () => parentPort?.postMessage('up'))
