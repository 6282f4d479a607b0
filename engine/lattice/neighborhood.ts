/**
 * Neighborhoods: which sites a cell looks at.
 *
 * A rule names its neighborhood with a small frozen spec; kernels build the table of offsets they
 * need from it. Neighbors are ordered by z, then y, then x; every kernel relies on that order.
 */
import type { Dimensions } from './size.ts'

/** Neighborhoods of radius one that have a name. Letters in brackets are those of the notations. */
export type NamedNeighborhood =
  /** 1-D, left and right: 2. */
  | 'elementary'
  /** 2-D, the eight around. */
  | 'moore-2d'
  /** 2-D, the four that share an edge (`V`). */
  | 'von-neumann-2d'
  /** 2-D hexagonal in skewed coordinates (`H`): the eight without (1,-1) and (-1,1). */
  | 'hexagonal-2d'
  /** 3-D, the twenty-six around (`M`). */
  | 'moore-3d'
  /** 3-D, the six that share a face (`N`, `VN`, Golly's `F`). */
  | 'von-neumann-3d'
  /** 3-D, the eight that share only a corner (`C`). */
  | 'corners-3d'
  /** 3-D, the twelve that share only an edge (`E`). */
  | 'edges-3d'
  /** 3-D, Golly's hexahedral twelve, a face-centred cubic lattice in skewed coordinates (`H`). */
  | 'hexahedral-3d'
  /** 3-D, the Thunderbit contract's own twelve (`HEX12`); not the same list as `hexahedral-3d`. */
  | 'hex12-3d'
  /** 3-D, four alternate corners, mirrored on sites of odd x + y + z (`T`). */
  | 'tetrahedral-3d'

export type NeighborhoodSpec =
  | { readonly kind: 'named'; readonly name: NamedNeighborhood }
  /** A 1-D segment of `radiusCells` to each side. Radius 1 is `elementary`. */
  | { readonly kind: 'segment'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NM`: max(|dx|, |dy|) <= r. */
  | { readonly kind: 'square'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NN`: |dx| + |dy| <= r. */
  | { readonly kind: 'diamond'; readonly radiusCells: number }
  /** 2-D Larger than Life, `NC`: dx^2 + dy^2 <= r^2 + r. */
  | { readonly kind: 'circle'; readonly radiusCells: number }
  /** Any list the author writes: offsets are distinct and the centre is not among them. */
  | {
      readonly kind: 'offsets'
      readonly dimensions: Dimensions
      readonly offsets: readonly (readonly [dx: number, dy: number, dz: number])[]
    }
