/** Which rows of a long list are there for the part of it that is seen. */

/** All rows are of this height, pixels. */
export const ROW_HEIGHT = 28

/** A list of no more rows has all of them, so that the browser's own search finds each. */
const MAX_WHOLE = 200
/** So many rows more are there above and below what is seen, for a list that is moved. */
const BEYOND = 12

export interface RowWindow {
  /** The first row that is there. */
  readonly from: number
  /** The one behind the last. */
  readonly to: number
}

/**
 * The rows that are there.
 *
 * @param count of all rows.
 * @param top how far the list is scrolled, pixels.
 * @param height of the part that is seen, pixels.
 */
export function findRowWindow(count: number, top: number, height: number): RowWindow {
  if (count <= MAX_WHOLE) return { from: 0, to: count }
  const first = Math.min(count, Math.max(0, Math.floor(top / ROW_HEIGHT)))
  const seen = Math.ceil(height / ROW_HEIGHT) + 1
  return { from: Math.max(0, first - BEYOND), to: Math.min(count, first + seen + BEYOND) }
}

/**
 * Where a list is to be scrolled to, so that the row that stood at its top still does; undefined where that has gone or
 * the list was at its beginning, which shows what is new.
 */
export function keepInPlace(
  before: readonly string[],
  after: readonly string[],
  top: number,
): number | undefined {
  if (top < ROW_HEIGHT) return undefined
  const row = Math.floor(top / ROW_HEIGHT)
  const key = before[row]
  if (key === undefined || after[row] === key) return undefined
  const now = after.indexOf(key)
  return now === -1 ? undefined : top + (now - row) * ROW_HEIGHT
}
