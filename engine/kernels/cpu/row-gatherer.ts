/**
 * The first half of a tick: what each cell of a row sees, as one number.
 *
 * The number is a key into the rule's table: a count, a sum or the index of a configuration. Rows
 * are worked through in flat order, each once a tick; a gatherer relies on that to carry sums from
 * one row to the next.
 */

export interface RowGatherer {
  /** Tells whether the cell itself is among what it counts. */
  readonly countsSelf: boolean
  /**
   * Gives the keys of row (y, z), one for each x. The array is the gatherer's own and holds them
   * until the next call; it may be longer than the row.
   *
   * @param plane what is counted, one byte a cell in the layout the gatherer was built for, its
   * border filled.
   */
  gather(plane: Uint8Array, y: number, z: number): Int32Array
}
