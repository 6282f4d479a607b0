/** What a thread that lets one run go on is told, and what it tells. */
import type { BackendName } from '../kernels/kernel.ts'
import type { Failure } from '../protocol/result.ts'

/** The run. */
export interface RunOrder {
  readonly kind: 'run'
  /** The scenario, or the bundle of it with its files. */
  readonly text: string
  /** In the place of the scenario's own, in decimal digits. */
  readonly seed: string
  readonly ticks: number
  readonly backend: 'auto' | BackendName
  readonly threads: number
  /** How fast it goes at most; absent, as fast as it can. */
  readonly ticksPerSecond?: number | undefined
}

export type RunRequest =
  | RunOrder
  /** Wishes for a picture, with the numbers of a field if one is named; it is made between two slices of ticks. */
  | { readonly kind: 'frame'; readonly field: string | undefined }
  /** Ends it between two slices of ticks; `ended` is then told. */
  | { readonly kind: 'cancel' }

/** What was measured at a probe. */
export interface RunSample {
  readonly tick: number
  readonly values: Readonly<Record<string, number>>
}

/** What came of a run. */
export interface RunOutcome {
  readonly tick: number
  readonly backend: BackendName
  /** `stateHash` of its last state; undefined where that spans too many cells. */
  readonly stateSha256: string | undefined
  /** The digest of its last state; undefined where that spans too many cells. */
  readonly digest: string | undefined
  /** What was measured of its last state. */
  readonly metrics: Readonly<Record<string, number>>
}

export type RunThreadNews =
  | {
      readonly kind: 'progress'
      readonly tick: number
      readonly population: number | undefined
      readonly ticksPerSecond: number
    }
  | ({ readonly kind: 'metrics' } & RunSample)
  /** The wire form of a picture, moved. */
  | {
      readonly kind: 'frame'
      readonly frame: Uint8Array<ArrayBuffer>
      /** The fields of the wishes that it answers; undefined stands for none. */
      readonly fields: readonly (string | undefined)[]
    }
  | { readonly kind: 'completed'; readonly outcome: RunOutcome }
  /** It was ended before its last tick. */
  | { readonly kind: 'cancelled'; readonly tick: number }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isDefect: boolean }
