/**
 * Which back ends a run may be put on, and why the others cannot take it, as far as that can be
 * told without building a kernel.
 */
import { isUnbounded } from '../lattice/size.ts'
import { whyMissing } from './create-kernel.ts'
import { whyNoLattices } from './create-lattice-kernel.ts'
import { findHashLifeRefusal } from './hashlife/hashlife-kernel.ts'
import type { BackendName, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { findSparseRefusal } from './sparse/sparse-kernel.ts'

/** A back end as it is offered. */
export interface BackendOffer {
  readonly name: BackendName
  /** Why it cannot run this here, without a full stop; undefined where nothing is known against it. */
  readonly refusal: string | undefined
}

/**
 * The back ends for worlds of this kind, those that a person would try first at the front. One
 * without a refusal may still refuse when it is built.
 */
export async function listBackends(
  setup: KernelSetup,
  machine: Machine | undefined,
): Promise<readonly BackendOffer[]> {
  if (isUnbounded(setup.size)) {
    return [
      { name: 'sparse', refusal: findSparseRefusal(setup) },
      { name: 'hashlife', refusal: findHashLifeRefusal(setup) },
      { name: 'reference', refusal: undefined },
    ]
  }
  return Promise.all(
    BOUNDED.map(async (name) => ({ name, refusal: await whyMissing(name, machine) })),
  )
}

/** The same for a world of bits and fields. */
export function listLatticeBackends(
  machine: Machine | undefined,
): Promise<readonly BackendOffer[]> {
  return Promise.all(
    BOUNDED.map(async (name) => ({ name, refusal: await whyNoLattices(name, machine) })),
  )
}

/** Back ends of worlds that have a size. */
const BOUNDED = ['wasm', 'webgpu', 'gpujs', 'cpu', 'reference'] as const
