/**
 * How rows are taken together for clusters: the widest bands of one, two or four rows side by side whose
 * cells at one x are all next to each other, so that a column of a band is in one cluster, whatever lives
 * in it. What is left to be joined are runs of columns, of which a half-filled world has far fewer than
 * runs of cells. That blocks of cells which must be of one cluster can stand for them is what C. Grana,
 * D. Borghesani, R. Cucchiara, "Optimized block-based connected components labeling with decision trees"
 * (IEEE TIP 19, 2010) build on; here blocks are columns, 32 of them to a word.
 */
import type { Connectivity } from './connectivity.ts'

/**
 * A pair of rows, or of rows taken as one, of which a cell of one is next to a cell of the other that lies
 * `dx` from it. Rows are named by their planes.
 */
export interface Touch {
  readonly dx: number
  readonly own: number
  readonly other: number
}

/** Rows of another band that a band's rows are next to; dy and dz are of bands, and come before (0, 0). */
export interface BandContact {
  readonly dy: number
  readonly dz: number
  readonly touches: readonly Touch[]
}

export interface BandPlan {
  /** Rows of a band along y and z: 1 or 2. */
  readonly rowsY: number
  readonly rowsZ: number
  /**
   * Sets of rows that are looked at as one, bit `y + rowsY * z` for each of the band's rows: first that of all,
   * then single ones in order, where there is more than one.
   */
  readonly planes: readonly number[]
  /** What links a column with the one to its left; dx is -1. */
  readonly links: readonly Touch[]
  readonly contacts: readonly BandContact[]
}

/** Bands that come before a band in flat order and may be next to it, as [dy, dz]. */
const BANDS_BEFORE = [
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

/** Along how many of y and z bands may be of two rows. */
const SHAPES = [
  [2, 2],
  [2, 1],
  [1, 2],
  [1, 1],
] as const

/**
 * Plans bands for worlds that have more than one cell along y or z as `isLong` says; with `isPlain`, of one row each.
 */
export function planBands(
  connectivity: Connectivity,
  isLong: { readonly y: boolean; readonly z: boolean },
  isPlain: boolean,
): BandPlan {
  const adjacent = new Set<string>()
  const { offsets } = connectivity
  for (let i = 0; i < offsets.length; i += 3) adjacent.add(offsets.slice(i, i + 3).join())
  const isAdjacent = (dx: number, dy: number, dz: number) => adjacent.has([dx, dy, dz].join())
  const [rowsY, rowsZ] = SHAPES.find(([y, z]) => {
    if (y * z === 1) return true
    if (isPlain || (y > 1 && !isLong.y) || (z > 1 && !isLong.z)) return false
    const isOne = (dy: number, dz: number) => dy >= y || dz >= z || isAdjacent(0, dy, dz)
    return isOne(1, 0) && isOne(0, 1) && isOne(1, 1) && (y * z < 4 || isAdjacent(0, 1, -1))
  })!
  const rows = Array.from({ length: rowsY * rowsZ }, (_, row) => row)
  const planes = [2 ** rows.length - 1, ...(rows.length > 1 ? rows.map((row) => 1 << row) : [])]
  const planeOf = (set: number) => {
    if (!planes.includes(set)) planes.push(set)
    return planes.indexOf(set)
  }
  const listTouches = (dx: number, bandY: number, bandZ: number): Touch[] => {
    // Rows that are next to the same rows are taken as one.
    const ownByOther = new Map<number, number>()
    for (const own of rows) {
      let met = 0
      for (const other of rows) {
        const dy = rowsY * bandY + (other % rowsY) - (own % rowsY)
        const dz = rowsZ * bandZ + Math.floor(other / rowsY) - Math.floor(own / rowsY)
        if (isAdjacent(dx, dy, dz)) met |= 1 << other
      }
      if (met !== 0) ownByOther.set(met, (ownByOther.get(met) ?? 0) | (1 << own))
    }
    return [...ownByOther].map(([other, own]) => ({
      dx,
      own: planeOf(own),
      other: planeOf(other),
    }))
  }
  const contacts = BANDS_BEFORE.map(([dy, dz]) => ({
    dy,
    dz,
    touches: [-1, 0, 1].flatMap((dx) => listTouches(dx, dy, dz)),
  })).filter(
    ({ dy, dz, touches }) => touches.length > 0 && (dy === 0 || isLong.y) && (dz === 0 || isLong.z),
  )
  return { rowsY, rowsZ, links: listTouches(-1, 0, 0), contacts, planes }
}
