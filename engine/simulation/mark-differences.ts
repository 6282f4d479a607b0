/** Where two states of one size are not the same, cell by cell. */

/** What stands in a mask for a cell: dead in both, the same in both, alive in one alone, or otherwise in both. */
export const DIFFERENCE_STATES = Object.freeze({
  none: 0,
  same: 1,
  onlyHere: 2,
  onlyThere: 3,
  otherwise: 4,
})

export interface DifferenceCounts {
  readonly onlyHere: number
  readonly onlyThere: number
  readonly otherwise: number
}

/**
 * Compares the cells of two states and writes what is so of each into a mask.
 *
 * @param here and
 * @param there are one byte a cell, in one order.
 * @param marks takes a byte of `DIFFERENCE_STATES` for each.
 */
export function markDifferences(
  here: Uint8Array,
  there: Uint8Array,
  marks: Uint8Array,
): DifferenceCounts {
  const { none, same, onlyHere, onlyThere, otherwise } = DIFFERENCE_STATES
  const counts = new Float64Array(5)
  for (let cell = 0; cell < here.length; cell++) {
    const [a, b] = [here[cell]!, there[cell]!]
    let mark: number = none
    if (a === b) mark = a === 0 ? none : same
    else if (b === 0) mark = onlyHere
    else mark = a === 0 ? onlyThere : otherwise
    marks[cell] = mark
    counts[mark]!++
  }
  return {
    onlyHere: counts[onlyHere]!,
    onlyThere: counts[onlyThere]!,
    otherwise: counts[otherwise]!,
  }
}
