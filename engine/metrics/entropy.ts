/** The entropy of a state: how evenly its cells are spread over the states. */
import { log2 } from '../math/log2.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'
import type { Metric } from './metric.ts'

export const ENTROPY: Metric = Object.freeze<Metric>({
  name: 'entropy',
  outputs: [
    {
      key: 'entropy',
      unit: 'bit',
      definition: '-sum over the states of p log2 p, with p the share of the cells in a state',
    },
    {
      key: 'entropy.normalized',
      unit: '1',
      definition: 'that over log2 of the number of states: 0 to 1',
    },
  ],
  source: 'C. E. Shannon, A mathematical theory of communication (1948)',
  needs: ['counts'],
  measure({ counts, states }) {
    const entropy = entropyOfCounts(counts)
    return { entropy, 'entropy.normalized': states < 2 ? 0 : entropy / log2(states) }
  },
})
