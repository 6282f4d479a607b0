/**
 * A pattern: the cells a file holds and what the file says about them.
 *
 * Cells are kept as a list of the non-zero ones, so that a few gliders a million cells apart cost
 * what a few gliders cost.
 */
import type { Dimensions, Size } from '../lattice/size.ts'
import type { RuleWorld } from '../rules/rule.ts'

export type PatternFormat =
  | 'rle'
  | 'macrocell'
  | 'rle3'
  | 'cells'
  | 'life105'
  | 'life106'
  | 'vox'
  | 'npy'

/**
 * The non-zero cells, in flat order (z, then y, then x), each site once. Coordinates are relative
 * to the pattern's own corner, so all are at least 0. The four arrays have equal length.
 */
export interface CellList {
  readonly x: Int32Array
  readonly y: Int32Array
  readonly z: Int32Array
  /** States 1 to 255. */
  readonly states: Uint8Array
}

export interface Pattern {
  readonly format: PatternFormat
  readonly name: string | undefined
  readonly comments: readonly string[]
  /** The rule as the file writes it, without a topology suffix; undefined where it names none. */
  readonly ruleText: string | undefined
  readonly dimensions: Dimensions
  /** The box the file declares, or the bounding box where it declares none or a smaller one. */
  readonly size: Size
  readonly cells: CellList
  /** The generation the file was saved at; undefined where it says none. */
  readonly generation: bigint | undefined
  /**
   * The bounded world the file itself asks for (a topology suffix, or a 3-D RLE's `size=`), and
   * where in it the pattern's corner lies if the file says that too.
   */
  readonly world: RuleWorld | undefined
  readonly originInWorld: { readonly x: number; readonly y: number; readonly z: number } | undefined
}
