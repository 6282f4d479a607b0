/** What a run comes to, looked for beside the run that is watched. */
import type { EditEvent } from './inspect-api.ts'
import type { Result } from './result.ts'
import type { RunSource } from './simulation-api.ts'

/** A run, and how far it is followed. */
export interface AttractorTask {
  readonly source: RunSource
  /** Edits by hand, which the run has at their ticks. */
  readonly edits: readonly EditEvent[]
  /** A tick. */
  readonly maxTicks: number
}

export interface AttractorProgress {
  readonly tick: number
  readonly maxTicks: number
}

/** What was found, as `thunderline attractor` tells it. */
export type AttractorReport =
  | {
      readonly isKnown: true
      readonly kind: 'empty' | 'fixed' | 'cycle'
      readonly transient: number
      readonly period: number
      /** What is claimed, a sentence each. */
      readonly claims: readonly string[]
      /** Of the first state that comes back; undefined where it is too wide to be hashed. */
      readonly stateHash: string | undefined
      /** The text of the certificate. */
      readonly certificate: string
    }
  | { readonly isKnown: false; readonly reason: string; readonly message: string }

/** What came of checking a certificate against the run. */
export type CertificateVerdict =
  | { readonly holds: true; readonly backend: string }
  | { readonly holds: false; readonly claim: string; readonly message: string }

export interface AttractorApi {
  /** Follows the run until it comes back, or to the tick it may go to. A new search ends the one before. */
  certify(task: AttractorTask): Promise<Result<AttractorReport>>
  /**
   * Makes the run again, on the reference back end where it has one for plain worlds, and checks every
   * claim of a certificate.
   *
   * @param certificate its text.
   */
  check(task: AttractorTask, certificate: string): Promise<Result<CertificateVerdict>>
  /** Where the search stands; undefined while there is none. */
  progress(): Promise<AttractorProgress | undefined>
  /** Ends the search, which then tells that it was. */
  cancel(): Promise<void>
}
