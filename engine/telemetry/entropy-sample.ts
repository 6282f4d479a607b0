/** The event of one look at the entropy of a run, wherever that is measured: a probe, or a viewer. */
import { buildMeasure, type MeasureEvent, toMetadata } from './published-event.ts'

/** Told whenever entropy has been measured. */
export const ENTROPY_SAMPLE = 'ca.entropy.sample'

/** What is known of a run at one tick. */
export interface EntropyLook {
  readonly tick: number
  /** By the names of `engine/metrics`: `entropy` in bits, `entropy.normalized` from 0 to 1. */
  readonly metrics: Readonly<Record<string, number>>
  /** The title of the run. */
  readonly scenario: string
  /** The rule that was in force, in its canonical notation. */
  readonly rule: string
  readonly backend: string
}

/** The event of a look; undefined where entropy was not measured. */
export function describeEntropySample(look: EntropyLook): MeasureEvent | undefined {
  const { tick, metrics, scenario, rule, backend } = look
  const { entropy, 'entropy.normalized': normalized } = metrics
  if (entropy === undefined) return undefined
  const measurements = { tick, entropy }
  return buildMeasure({
    name: ENTROPY_SAMPLE,
    measurements:
      normalized === undefined ? measurements : { ...measurements, entropy_normalized: normalized },
    metadata: { scenario: toMetadata(scenario), rule: toMetadata(rule), backend },
  })
}
