/** Helping threads in a page: workers of the simulation's worker. */
import type { KernelThreads } from '../kernels/kernel-threads.ts'
import type { KernelThreadOrder } from './kernel-thread.worker.ts'

/** More threads than this do not pay: they wait for the same memory. */
const MAX_THREADS = 8

/**
 * As many threads as the machine has processors; undefined where the page is not isolated, since
 * memory can then not be shared.
 */
export function createPageThreads(): KernelThreads | undefined {
  if (!globalThis.crossOriginIsolated) return undefined
  return {
    count: Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency)),
    start(module, memory, index, onEnd) {
      const worker = new Worker(new URL('./kernel-thread.worker.ts', import.meta.url), {
        type: 'module',
        name: `kernel thread ${index}`,
      })
      worker.addEventListener('error', (event) => {
        // Not an error of this thread: the kernel goes on without it, or says so.
        event.preventDefault()
        onEnd()
      })
      worker.postMessage({ module, memory, index } satisfies KernelThreadOrder)
      return { terminate: () => worker.terminate() }
    },
  }
}
