/** Helping threads for kernels in Node: one worker each. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { KernelThreads } from '../kernels/kernel-threads.ts'
import type { HelperTask } from './kernel-helper.ts'

/**
 * The worker's entry beside this file, as it was written or bundled with the same name. A program
 * that was copied away without it has one thread.
 */
const HELPER = new URL(
  import.meta.url.endsWith('.ts') ? './kernel-helper.ts' : './kernel-helper.js',
  import.meta.url,
)

/** How long a helper that has come up still keeps the process from ending. */
const MAX_HOLD_MS = 1000

/**
 * Threads of a machine; one where the helpers' entry was not bundled with the program.
 *
 * @param count threads in all, the caller's among them; by default as many as there are cores.
 */
export function createNodeThreads(count = availableParallelism()): KernelThreads {
  return {
    count: existsSync(HELPER) ? count : 1,
    start(module, memory, index, onEnd) {
      const workerData: HelperTask = { module, memory, index }
      const worker = new Worker(HELPER, { workerData })
      // A process whose work is done ends, though nobody may have ended its helpers.
      worker.once('message', () => setTimeout(() => worker.unref(), MAX_HOLD_MS).unref())
      // What it dies of is no fault of the process: the kernel goes on without it, or says so.
      worker.once('error', onEnd)
      worker.once('exit', onEnd)
      return {
        terminate() {
          void worker.terminate()
        },
      }
    },
  }
}
