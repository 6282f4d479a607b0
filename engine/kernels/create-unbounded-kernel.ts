/** Chooses the back end that ticks a world without an end. */
import { KernelUnavailableError } from './errors.ts'
import type { BackendName } from './kernel.ts'
import type { UnboundedKernel, UnboundedSetup } from './unbounded-kernel.ts'

/** A kernel, and why its back end was taken. */
export interface UnboundedChoice {
  readonly kernel: UnboundedKernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/**
 * Builds a kernel of an empty world at tick 0.
 *
 * @throws {KernelUnavailableError} when there is no such back end for unbounded worlds.
 * @throws {KernelUnsupportedError} when it cannot run the setup.
 */
export function createUnboundedKernel(
  backend: 'auto' | BackendName,
  _setup: UnboundedSetup,
): UnboundedChoice {
  throw new KernelUnavailableError({ backend, available: ['auto', 'sparse', 'hashlife'] })
}
