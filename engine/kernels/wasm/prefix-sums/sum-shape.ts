/**
 * The neighborhoods whose live cells are counted from running sums, and the lanes that hold the
 * sums.
 *
 * Sums wrap around in their lanes: what counts is a difference of two sums, and that is exact as
 * soon as the lane holds the difference itself. So a lane is as narrow as the count needs, however
 * long the row.
 */
import {
  circleHalfWidths,
  countNeighbors,
  type NeighborhoodSpec,
} from '../../../lattice/neighborhood.ts'

/** Bits of a lane. */
export type LaneBits = 8 | 16 | 32

export interface SumShape {
  /** A window is a square or, where it does not reach along y, a segment. */
  readonly kind: 'window' | 'diamond' | 'circle'
  readonly reachX: number
  readonly reachY: number
  /** How far each row reaches along x, from the top row to the bottom row. */
  readonly halfWidths: Int32Array
  /** Lanes that hold the live cells of a row, 2 reachX + 1 of them at most. */
  readonly rowBits: 8 | 16
  /** Lanes that hold the live cells of the whole shape, its center among them. */
  readonly countBits: LaneBits
}

/** The shape of a neighborhood; undefined where its sums do not run. */
export function findSumShape(spec: NeighborhoodSpec): SumShape | undefined {
  if (spec.kind === 'named' || spec.kind === 'offsets') return undefined
  const countBits = bitsFor(countNeighbors(spec) + 1)
  const { radiusCells: r } = spec
  const rowBits = 2 * r + 1 < 2 ** 8 ? 8 : 16
  const lanes = { rowBits, countBits, reachX: r } as const
  const rows = 2 * r + 1
  switch (spec.kind) {
    case 'segment':
      return { ...lanes, kind: 'window', reachY: 0, halfWidths: Int32Array.of(r) }
    case 'square':
      return { ...lanes, kind: 'window', reachY: r, halfWidths: new Int32Array(rows).fill(r) }
    case 'diamond': {
      const halfWidths = Int32Array.from({ length: rows }, (_, row) => r - Math.abs(row - r))
      return { ...lanes, kind: 'diamond', reachY: r, halfWidths }
    }
    case 'circle':
      return { ...lanes, kind: 'circle', reachY: r, halfWidths: circleHalfWidths(r) }
    default:
      return spec satisfies never
  }
}

function bitsFor(count: number): LaneBits {
  if (count < 2 ** 8) return 8
  return count < 2 ** 16 ? 16 : 32
}
