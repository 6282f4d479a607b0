/**
 * Threads that help a WebAssembly kernel, given to it by whoever knows how to start one.
 *
 * A helper instantiates the kernel's module on the shared memory and calls its export
 * `serve(index)`, which returns only when the kernel asks it to stop; all talk between threads
 * goes through that memory. So a helper needs no messages but its first.
 */

/** What of a kernel's module is for helpers. */
interface HelperExports {
  /** Serves until it is asked to stop. */
  serve(index: number): void
  /** Lets those who wait for this helper know that they wait in vain. */
  fail(): void
}

/**
 * Spends a helper's life: on a module that is instantiated here, until the kernel lets it go.
 *
 * @param onUp is told when it is about to serve.
 * @throws what the module throws; the threads that worked with this one have then been told.
 */
export function serveKernel(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  index: number,
  onUp?: () => void,
): void {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  // What modules with a team export is what `writeTeam` says.
  const { serve, fail } = exports as unknown as HelperExports
  onUp?.()
  try {
    serve(index)
  } catch (error) {
    fail()
    throw error
  }
}

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
   *
   * @param onEnd is told when the helper has ended, above all when nobody has ended it.
   */
  start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    index: number,
    onEnd: () => void,
  ): KernelThread
}
