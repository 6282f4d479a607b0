/**
 * Which cells live, as bits in which runs are found by their cells: 32 cells an operation where none of
 * them has to be looked at alone.
 */
import type { Size } from '../../lattice/size.ts'
import { BOX } from '../../lattice/topology.ts'
import { countOnes } from '../../math/word-bits.ts'
import { packWorld } from '../packed-world.ts'

/**
 * Bits of a world with zeros around it, so that looking beyond an edge finds nothing: the last bit of
 * each row is 0, a row of zeros stands behind each layer, and a layer of them before all.
 */
export interface RunBits {
  /** Bit i of word w of a row is its cell 32 w + i. */
  readonly cells: Int32Array
  /** Those at which a run begins. */
  readonly starts: Int32Array
  /** How many runs begin before each word. */
  readonly runsBefore: Int32Array
  /** The first word of the world, and how many words its rows and layers are apart. */
  readonly first: number
  readonly rowWords: number
  readonly layerWords: number
  /** All runs there are. */
  readonly count: number
}

/** @param cells one byte a cell in flat order. */
export function buildRunBits(cells: Uint8Array, size: Size): RunBits {
  const packed = packWorld({ size, topology: BOX, cells }, { x: 1, y: 1, z: 0 })
  const { rowWords, layerWords, bits } = packed
  const first = 1 + rowWords + layerWords
  const live = new Int32Array(first + bits.length)
  live.set(bits, first)
  const starts = new Int32Array(live.length)
  const runsBefore = new Int32Array(live.length)
  let count = 0
  for (let word = first; word < live.length; word++) {
    const here = live[word]!
    const begin = here & ~((here << 1) | (live[word - 1]! >>> 31))
    starts[word] = begin
    runsBefore[word] = count
    count += countOnes(begin)
  }
  return { cells: live, starts, runsBefore, first, rowWords, layerWords, count }
}
