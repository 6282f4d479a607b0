/** Measuring a run while it goes on: what can be asked for, and what comes with frames. */
import type { MetricOutput } from '../metrics/metric.ts'
import type { Result } from './result.ts'

/** A metric as it is offered for the loaded world. */
export interface MetricOffer {
  /** As specs name it; those with a parameter go on with `:` and one of its choices. */
  readonly name: string
  readonly outputs: readonly MetricOutput[]
  /** Where the definition comes from. */
  readonly source: string
  /** Undefined for metrics without one. */
  readonly parameter: MetricParameterOffer | undefined
  /** Why it cannot be measured of this world, a clause; undefined where it can, by some choice at least. */
  readonly obstacle: string | undefined
}

export interface MetricParameterOffer {
  /** What it is, `cells along an axis`. */
  readonly about: string
  /** The choice that is made for whoever makes none. */
  readonly fallback: string
  /** Those that can be measured of this world. */
  readonly choices: readonly string[]
}

/** What was measured of the state of one tick, by name; what it does not have is left out. */
export interface Sample {
  readonly tick: number
  readonly values: Readonly<Record<string, number>>
}

/** Something that happened at a tick of the run. */
export type RunMark =
  /** The state of this tick is the first that comes back. */
  | { readonly kind: 'convergence'; readonly tick: number; readonly period: number }
  /** At this tick the state was seen to be that of one period before. */
  | { readonly kind: 'period'; readonly tick: number; readonly period: number }
  /** From this tick on another rule is in force. */
  | { readonly kind: 'rule'; readonly tick: number; readonly rule: string }
  /** Somebody changed the state by hand. */
  | { readonly kind: 'edit'; readonly tick: number }
  /** Bits were spawned; where very many were, `count` is how many of them were told of. */
  | { readonly kind: 'birth'; readonly tick: number; readonly count: number }
  /** Orders were refused, by a policy or by what there was at their sites. */
  | {
      readonly kind: 'refusal'
      readonly tick: number
      readonly count: number
      /** Why the first of them was. */
      readonly reason: string
    }
  /** So many sites follow another rule than when that was last looked at, a small part of the time before. */
  | { readonly kind: 'meta-rule'; readonly tick: number; readonly count: number }

/** What was measured and seen since the frame before. */
export interface Measured {
  /** When it is another than that of the frame before, nothing told before belongs to this run any more. */
  readonly era: number
  /** As they were taken: behind a way back they begin lower again. When frames come too seldom, some are missing. */
  readonly samples: readonly Sample[]
  /** In the order in which they were found. */
  readonly marks: readonly RunMark[]
  /**
   * Somebody changed the run from this tick on: what frames before this one told of it and of later ticks is
   * no longer so. Absent where nobody did; going back alone changes nothing.
   */
  readonly revisedFrom?: number | undefined
}

/** The most metrics that are watched at once. */
export const MAX_WATCHED = 16

export interface MeasureApi {
  /** All metrics, and what keeps the loaded world from being measured by some. */
  listMetrics(): Promise<Result<readonly MetricOffer[]>>
  /**
   * Measures the run by these specs (`entropy`, `block-entropy:3`) from now on, in place of those before, for
   * at most a fifth of the time, which the search for its period shares. They stay for worlds that are loaded later, and what a world does not have
   * is left out. Fails on a spec that there is not, or more than `MAX_WATCHED`.
   */
  watchMetrics(specs: readonly string[]): Promise<Result<void>>
}
