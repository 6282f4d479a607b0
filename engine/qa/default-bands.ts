/** What holds for metrics that a suite says nothing of. */
import { BLOCK_ENTROPY } from '../metrics/block-entropy.ts'
import { ENTROPY } from '../metrics/entropy.ts'
import type { Metric } from '../metrics/metric.ts'
import { type Band, type Bands, matchBand } from './band.ts'

const WITHIN_5_PERCENT: Band = Object.freeze({ kind: 'relative', share: 0.05 })

/**
 * Entropies may stray a little, each by its whole name: what begins like one of them may be a total
 * of a channel that is called `entropy`.
 */
const DEFAULT_BANDS: Bands = Object.freeze(
  Object.fromEntries(
    [ENTROPY, BLOCK_ENTROPY].flatMap(listNames).map((name) => [name, WITHIN_5_PERCENT]),
  ),
)

/** The names of a metric's numbers, for all that its parameter may be. */
function listNames({ outputs, parameter }: Metric): string[] {
  const choices = parameter?.choices ?? ['']
  return outputs.flatMap(({ key }) => choices.map((choice) => key.replace('LENGTH', choice)))
}

/** What a suite says, and the default where it says nothing; all other metrics have to be exact. */
export function withDefaultBands(bands: Bands): Bands {
  const unsaid = Object.entries(DEFAULT_BANDS).filter(([name]) => !matchBand(bands, name))
  return { ...Object.fromEntries(unsaid), ...bands }
}
