/**
 * Which back ends a run may be put on, and why the others cannot take it, as far as that can be
 * told without building a kernel.
 */
import { isUnbounded } from '../lattice/size.ts'
import { findHashLifeRefusal } from './hashlife/hashlife-kernel.ts'
import type { BackendName, KernelSetup } from './kernel.ts'
import type { Machine } from './machine.ts'
import { describeError } from './measure-kernels.ts'
import { findSparseRefusal } from './sparse/sparse-kernel.ts'
import { grantOf } from './webgpu/gpu-back-end.ts'

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
  return [
    { name: 'wasm', refusal: undefined },
    { name: 'webgpu', refusal: await findGpuRefusal(machine) },
    {
      name: 'gpujs',
      refusal: machine?.gpuJs === undefined ? 'there is no WebGL2 here' : undefined,
    },
    { name: 'cpu', refusal: undefined },
    { name: 'reference', refusal: undefined },
  ]
}

async function findGpuRefusal(machine: Machine | undefined): Promise<string | undefined> {
  try {
    return (await grantOf(machine)) === undefined ? 'there is no WebGPU here' : undefined
  } catch (error) {
    return describeError(error)
  }
}
