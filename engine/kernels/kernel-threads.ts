/**
 * Threads that help a WebAssembly kernel, given to it by whoever knows how to start one.
 *
 * A helper instantiates the kernel's module on the shared memory and calls its export
 * `serve(index)`, which returns only when the kernel asks it to stop; all talk between threads
 * goes through that memory. So a helper needs no messages but its first.
 */

/** One helper. */
export interface KernelThread {
  /** Ends it, however busy it is. */
  terminate(): void
}

export interface KernelThreads {
  /** Threads to use in all, the caller's own among them; at least 1. */
  readonly count: number
  /**
   * Starts the helper `index` (from 1) on a module whose only import is the shared memory
   * `env.memory`. The kernel waits in that memory until the helper has come up.
   */
  start(module: WebAssembly.Module, memory: WebAssembly.Memory, index: number): KernelThread
}
