/**
 * Worlds stepped the obvious way, with nothing of `engine/lattice`: a grid as rows of states, and
 * what lies one cell outside of it as Golly's help draws it ("Bounded Grids").
 */
import type { PlainRule } from './plain-rule-files.ts'

/** A grid without a size: the cell that one beyond the edge, or within it, is. */
type Fold = (
  x: number,
  y: number,
  w: number,
  h: number,
) => readonly [x: number, y: number] | undefined

const modulo = (n: number, by: number) => ((n % by) + by) % by

const isOutside = (at: number, cells: number) => at < 0 || at >= cells

/** By suffix, with `+s` for a shift; columns are joined as on a torus unless it says otherwise. */
const FOLDS = {
  plane: (x, y, w, h) => (isOutside(x, w) || isOutside(y, h) ? undefined : [x, y]),
  torus: (x, y, w, h) => [modulo(x, w), modulo(y, h)],
  /** Beyond the top edge lies the bottom row, turned upside down. */
  kleinOfRows: (x, y, w, h) => [modulo(isOutside(y, h) ? w - 1 - x : x, w), modulo(y, h)],
  kleinOfColumns: (x, y, w, h) => [modulo(x, w), modulo(isOutside(x, w) ? h - 1 - y : y, h)],
  /** As Golly runs it, which is its help's picture moved by a cell. */
  shiftedKleinOfRows: (x, y, w, h) => [modulo(isOutside(y, h) ? w - 2 - x : x, w), modulo(y, h)],
  shiftedKleinOfColumns: (x, y, w, h) => [modulo(x, w), modulo(isOutside(x, w) ? h - 2 - y : y, h)],
  crossSurface: (x, y, w, h) => {
    // A corner is its own neighbor.
    if (isOutside(x, w) && isOutside(y, h)) return [x < 0 ? 0 : w - 1, y < 0 ? 0 : h - 1]
    if (isOutside(y, h)) return [w - 1 - x, modulo(y, h)]
    return isOutside(x, w) ? [modulo(x, w), h - 1 - y] : [x, y]
  },
  sphere: (x, y, w, h) => {
    if (isOutside(x, w) && isOutside(y, h)) return [x < 0 ? 0 : w - 1, y < 0 ? 0 : h - 1]
    if (y < 0) return [0, x]
    if (x < 0) return [y, 0]
    if (x >= w) return [y, h - 1]
    return y >= h ? [w - 1, x] : [x, y]
  },
} as const satisfies Record<string, Fold>

/** The fold of a torus whose rows, or columns, meet after a shift. */
export const shiftRows =
  (shift: number): Fold =>
  (x, y, w, h) => [modulo(y < 0 ? x - shift : y >= h ? x + shift : x, w), modulo(y, h)]
export const shiftColumns =
  (shift: number): Fold =>
  (x, y, w, h) => [modulo(x, w), modulo(x < 0 ? y - shift : x >= w ? y + shift : y, h)]

export { FOLDS }

/** What the cells of a grid, row after row, become in so many ticks. */
export function runPlainly(
  rule: PlainRule,
  fold: Fold,
  width: number,
  cells: Uint8Array,
  ticks: number,
): Uint8Array {
  const height = cells.length / width
  let now = cells
  for (let tick = 0; tick < ticks; tick++) {
    const before = now
    now = before.map((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)]
      return rule((place) => {
        const [dx, dy] = place.split(',').map(Number)
        const site = fold(x + dx!, y + dy!, width, height)
        return site === undefined ? 0 : before[site[0] + width * site[1]]!
      })
    })
  }
  return now
}
