/** The entropy of a state: how evenly its cells are spread over the states. */
import { log2 } from '../math/log2.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'
import type { Metric } from './metric.ts'

export const ENTROPY: Metric = Object.freeze<Metric>({
  name: 'entropy',
  unit: 'bit',
  definition:
    'Shannon entropy of the shares of the states among the cells, H = -sum p log2 p; divided by log2 of ' +
    'the number of states as `entropy.normalized`.',
  source: 'C. E. Shannon, A mathematical theory of communication (1948)',
  needs: [],
  measure({ counts, states }) {
    const entropy = entropyOfCounts(counts)
    return { entropy, 'entropy.normalized': states < 2 ? 0 : entropy / log2(states) }
  },
})
