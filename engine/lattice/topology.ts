/**
 * Topologies: what lies beyond the faces of a bounded world.
 *
 * The 2-D ones are those of Golly's bounded grids, with its conventions for shifts and corners, so
 * that a run here and a run there agree cell for cell.
 */

export type Topology =
  /** Nothing: every site outside reads state 0. Golly's plane, `:P`. */
  | { readonly kind: 'box' }
  /** Opposite faces meet, on every axis the world has. Golly's `:T`. */
  | { readonly kind: 'torus' }
  /**
   * A 2-D torus whose horizontal edges (`along: 'x'`, `:Tw+s,h`) or vertical edges (`along: 'y'`,
   * `:Tw,h+s`) meet after a shift of `shiftCells`, which is never 0 and lies within the axis.
   */
  | { readonly kind: 'shifted-torus'; readonly along: 'x' | 'y'; readonly shiftCells: number }
  /**
   * A 2-D torus with one pair of edges reversed before they meet: the horizontal edges
   * (`along: 'x'`, `:Kw*,h`: crossing top or bottom mirrors x) or the vertical ones (`along: 'y'`,
   * `:Kw,h*`). A shift of 1 exists only where the twisted axis has an even number of cells.
   */
  | { readonly kind: 'klein'; readonly along: 'x' | 'y'; readonly shiftCells: 0 | 1 }
  /** Both pairs of edges reversed, `:C`; each corner is its own diagonal neighbor. */
  | { readonly kind: 'cross-surface' }
  /** Top joined to left and right to bottom, `:S`; the grid is square. */
  | { readonly kind: 'sphere' }

export const BOX: Topology = Object.freeze({ kind: 'box' })
export const TORUS: Topology = Object.freeze({ kind: 'torus' })
