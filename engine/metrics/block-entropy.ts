/** How many kinds of blocks a state is made of, and how evenly. */
import { countBlocks, MAX_BLOCK_KINDS } from './block-counts.ts'
import { entropyOfCounts } from './entropy-of-counts.ts'
import { axesOf } from './measured-axes.ts'
import type { Metric } from './metric.ts'

/** With two states, longer ones would be of too many kinds even in a row. */
const LENGTHS = Object.freeze(Array.from({ length: 20 }, (_, i) => String(i + 1)))

export const BLOCK_ENTROPY: Metric = Object.freeze<Metric>({
  name: 'block-entropy',
  outputs: [
    {
      key: 'block-entropy.LENGTH',
      unit: 'bit',
      definition:
        '-sum of p log2 p, with p the share of a kind of block among all blocks of LENGTH cells along ' +
        'each axis (a row, a square, a cube), at every place, overlapping, across joined faces',
    },
    {
      key: 'block-entropy.LENGTH.cell',
      unit: 'bit',
      definition:
        'that over the cells of a block: an upper estimate of the spatial measure entropy, which it falls to as blocks grow',
    },
  ],
  source: 'S. Wolfram, Universality and complexity in cellular automata, Physica D 10 (1984)',
  needs: ['cells'],
  parameter: { about: 'cells of a block along each axis', fallback: '2', choices: LENGTHS },
  findObstacle({ size, states }, parameter) {
    const cells = Number(parameter) ** axesOf(size).length
    if (states ** cells <= MAX_BLOCK_KINDS) return undefined
    return `blocks of ${cells} cells in ${states} states are of more than ${MAX_BLOCK_KINDS} kinds`
  },
  measure(state, parameter) {
    const length = Number(parameter)
    if (state.states ** (length ** state.axes.length) > MAX_BLOCK_KINDS) return {}
    const { counts, blocks, cells } = countBlocks(state, length)
    if (blocks === 0) return {}
    const entropy = entropyOfCounts(counts)
    return {
      [`block-entropy.${parameter}`]: entropy,
      [`block-entropy.${parameter}.cell`]: entropy / cells,
    }
  },
})
