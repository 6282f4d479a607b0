/** Which back end a person has chosen for a run, and which there are to choose from. */
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { isUnbounded, type Size } from '../../engine/lattice/size.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'

/** A back end by its name, or the fastest there is. */
export type BackendWish = 'auto' | BackendName

const OF_BOUNDED: readonly BackendWish[] = ['auto', 'wasm', 'webgpu', 'gpujs', 'cpu', 'reference']
const OF_ENDLESS: readonly BackendWish[] = ['auto', 'sparse', 'hashlife', 'reference']

/** The back ends that may be wished for in a world of this size, whether or not they are there. */
export function listBackends(size: Size): readonly BackendWish[] {
  return isUnbounded(size) ? OF_ENDLESS : OF_BOUNDED
}

/** What was wished for when the run was opened. */
export function backendOf(source: RunSource): BackendWish {
  return source.overrides?.backend ?? 'auto'
}

/** The same run on another back end; it has the same bits. */
export function withBackend(source: RunSource, backend: BackendWish): RunSource {
  return { ...source, overrides: { ...source.overrides, backend } }
}
