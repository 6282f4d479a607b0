/**
 * Lookup entropy: how evenly the local configurations of a state are used.
 *
 * A. Wuensche, "Classifying cellular automata automatically: finding gliders, filtering, and relating
 * space-time patterns, attractor basins, and the Z parameter", Complexity 4(3), 1999, takes the entropy of the
 * histogram of rule-table lookups of a tick (*input entropy*), and its variation over time. For elementary
 * rules this is that. Tables of other rules are too large for a histogram, or there is none, so one shape
 * stands for them all: three cells in a row in 1-D; a cell and its successors along each axis
 * in 2-D and 3-D. That makes rules of one dimension comparable, whatever their neighborhoods.
 */
import type { Size } from '../../lattice/size.ts'
import { log2 } from '../../math/log2.ts'
import { entropyOfCounts } from '../entropy-of-counts.ts'

/** States beyond so many are taken together in this many groups. */
const MAX_GROUPS = 16

/** Measures states of one world, allocating once. */
export class LookupMeter {
  readonly #size: Size
  readonly #groups: number
  readonly #groupOf: Uint8Array
  readonly #counts: Float64Array
  readonly #bits: number

  /** @param states of the rule, 2 to 256. */
  constructor(size: Size, states: number) {
    this.#size = size
    this.#groups = Math.min(states, MAX_GROUPS)
    this.#groupOf = Uint8Array.from({ length: 256 }, (_, state) =>
      states <= MAX_GROUPS
        ? Math.min(state, states - 1)
        : Math.floor((state * MAX_GROUPS) / states),
    )
    const cells = size.z > 1 ? 4 : 3
    this.#counts = new Float64Array(this.#groups ** cells)
    this.#bits = cells * log2(this.#groups)
  }

  /** Lookup entropy of a state, 0 to 1: bits over the most that there could be. Edges are joined. */
  measure(cells: Uint8Array): number {
    const { x: width, y: height, z: depth } = this.#size
    const counts = this.#counts.fill(0)
    const groups = this.#groups
    const groupOf = this.#groupOf
    const layer = width * height
    for (let z = 0; z < depth; z++) {
      const below = z + 1 === depth ? -z * layer : layer
      for (let y = 0; y < height; y++) {
        const row = layer * z + width * y
        const next = y + 1 === height ? -y * width : width
        for (let x = 0; x < width; x++) {
          const at = row + x
          const right = x + 1 === width ? row : at + 1
          let code = groupOf[cells[at]!]! * groups + groupOf[cells[right]!]!
          if (height > 1) code = code * groups + groupOf[cells[at + next]!]!
          else if (depth === 1) {
            const second = right + 1 === row + width ? row : right + 1
            code = code * groups + groupOf[cells[second]!]!
          }
          if (depth > 1) code = code * groups + groupOf[cells[at + below]!]!
          counts[code]!++
        }
      }
    }
    return entropyOfCounts(counts) / this.#bits
  }
}
