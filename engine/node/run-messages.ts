/** What a thread that lets one run go on is told, and what it tells. */
import type { BackendName } from '../kernels/kernel.ts'
import type { Failure } from '../protocol/result.ts'
import type { Breach } from '../simulation/run-to-probes.ts'

/** What a run can leave behind. */
export type OutputRole = 'report' | 'replay' | 'state'

/** Something that a run leaves behind. */
export interface RunOutput {
  readonly role: OutputRole
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The run. */
export interface RunOrder {
  readonly kind: 'run'
  /** The SHA-256 of the text. */
  readonly scenarioSha256: string
  /** The scenario, or the bundle of it with its files. */
  readonly text: string
  /** In the place of the scenario's own, in decimal digits. */
  readonly seed: string
  readonly ticks: number
  readonly backend: 'auto' | BackendName
  readonly threads: number
  /** How fast it goes at most; absent, as fast as it can. */
  readonly ticksPerSecond?: number | undefined
  readonly outputs: readonly OutputRole[]
  /** The back end that an earlier attempt began on, which is what outputs tell. */
  readonly begunOn?: BackendName | undefined
  /** How often a moment to go on from is handed on, and how large it may be. */
  readonly points?: { readonly everyMs: number; readonly maxBytes: number } | undefined
  /** The W3C trace context that it is part of, where what it does is traced. */
  readonly traceparent?: string | undefined
  /** A moment of an earlier attempt (`run-point.ts`); it begins anew where that is none of this run. */
  readonly point?: Uint8Array | undefined
}

export type RunRequest =
  | RunOrder
  /** Wishes for a picture, with the numbers of a field if one is named; it is made between two slices of ticks. */
  | { readonly kind: 'frame'; readonly field: string | undefined }
  /** Ends it between two slices of ticks; `ended` is then told. */
  | {
      readonly kind: 'cancel'
      /** Whether a moment is handed on before, for whoever goes on with it. */
      readonly isHandedOn: boolean
    }
  /** Wishes that it lets go of what no run needs any more; `collected` is then told. */
  | { readonly kind: 'collect' }

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
  readonly outputs: readonly RunOutput[]
  /** What the scenario expects and was not so. */
  readonly breaches: readonly Breach[]
}

/** A stretch of what a thread did for a run, in milliseconds since 1970. */
export interface RunStretch {
  readonly name: 'compile' | 'ticks' | 'outputs'
  /** The W3C trace context that the run was ordered with. */
  readonly traceparent: string
  readonly startMs: number
  readonly endMs: number
  /** The tick at its end. */
  readonly tick: number
}

export type RunThreadNews =
  /** Garbage was collected. */
  | { readonly kind: 'collected' }
  /** Where the run is traced. */
  | ({ readonly kind: 'stretch' } & RunStretch)
  /** It goes on from a tick: 0, or that of an earlier attempt's moment. */
  | { readonly kind: 'begun'; readonly tick: number; readonly backend: BackendName }
  /** A moment to go on from, moved. */
  | { readonly kind: 'point'; readonly bytes: Uint8Array<ArrayBuffer> }
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
