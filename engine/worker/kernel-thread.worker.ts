/**
 * A thread that helps a WebAssembly kernel: it serves until it is terminated. Wiring only.
 *
 * It blocks inside WebAssembly, so it hears no message after the first.
 */
import { serveKernel } from '../kernels/kernel-threads.ts'

/** The first and only message. */
export interface KernelThreadOrder {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly index: number
}

addEventListener('message', ({ data }: MessageEvent<KernelThreadOrder>) => {
  serveKernel(data.module, data.memory, data.index)
})
