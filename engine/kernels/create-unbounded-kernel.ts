/** Chooses the back end that ticks a world without an end. */
import { createAdaptiveKernel } from './adaptive-kernel.ts'
import { BACKEND_NAMES } from './backend-names.ts'
import { KernelUnavailableError } from './errors.ts'
import { createHashLifeKernel, findHashLifeRefusal } from './hashlife/hashlife-kernel.ts'
import type { BackendName } from './kernel.ts'
import type { Machine } from './machine.ts'
import { createUnboundedReferenceKernel } from './reference/unbounded-reference-kernel.ts'
import { createSparseKernel } from './sparse/sparse-kernel.ts'
import type { CreateUnboundedKernel, UnboundedKernel, UnboundedSetup } from './unbounded-kernel.ts'

const BACKENDS: Readonly<Partial<Record<BackendName, CreateUnboundedKernel>>> = {
  reference: createUnboundedReferenceKernel,
  sparse: createSparseKernel,
  hashlife: createHashLifeKernel,
}

/** A kernel, and why its back end was taken. */
export interface UnboundedChoice {
  readonly kernel: UnboundedKernel
  /** A sentence; undefined where somebody named the back end. */
  readonly reason: string | undefined
}

/**
 * Builds a kernel of an empty world at tick 0. `auto` takes chunks, and goes over to HashLife and
 * back as measured where the rule allows it.
 *
 * @throws {KernelUnavailableError} when there is no such back end for unbounded worlds.
 * @throws {KernelUnsupportedError} when it cannot run the setup.
 */
export function createUnboundedKernel(
  backend: 'auto' | BackendName,
  setup: UnboundedSetup,
  machine: Machine | undefined,
): UnboundedChoice {
  if (backend !== 'auto') {
    const create = BACKENDS[backend]
    if (create === undefined) {
      throw describeBackEnds(backend)
    }
    return { kernel: create(setup), reason: undefined }
  }
  const sparse = createSparseKernel(setup)
  if (machine === undefined || findHashLifeRefusal(setup) !== undefined) {
    return { kernel: sparse, reason: 'the world has no end' }
  }
  return {
    kernel: createAdaptiveKernel(sparse, () => createHashLifeKernel(setup), machine.now),
    reason: 'the world has no end; chunks or HashLife, whichever is measured to be faster',
  }
}

function describeBackEnds(backend: BackendName): KernelUnavailableError {
  const others = BACKEND_NAMES.filter((name) => BACKENDS[name] === undefined)
  return new KernelUnavailableError({
    backend,
    available: ['auto', ...Object.keys(BACKENDS)],
    missing: Object.fromEntries(others.map((name) => [name, 'it ticks worlds that have a size'])),
  })
}
