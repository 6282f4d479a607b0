/**
 * What the machine at hand offers to kernels, told by the entry that knows it: a worker in a page,
 * or Node.
 */
import type { KernelThreads } from './kernel-threads.ts'

export interface Machine {
  /** Milliseconds from any start; for measuring back ends only. */
  readonly now: () => number
  /** Helping threads; absent means one thread. */
  readonly threads?: KernelThreads | undefined
}
