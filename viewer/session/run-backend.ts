/** Which back end a person has chosen for a run. */
import type { BackendName } from '../../engine/kernels/kernel.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'

/** A back end by its name, or the fastest there is. */
export type BackendWish = 'auto' | BackendName

/** What was wished for when the run was opened. */
export function backendOf(source: RunSource): BackendWish {
  return source.overrides?.backend ?? 'auto'
}

/** The same run on another back end; it has the same bits. */
export function withBackend(source: RunSource, backend: BackendWish): RunSource {
  return { ...source, overrides: { ...source.overrides, backend } }
}
