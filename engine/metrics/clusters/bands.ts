/**
 * A state as bands of rows, in bits: 32 columns an operation where none of them has to be looked at alone.
 * Runs of linked columns are what is joined; each is known by its first column.
 */
import { countCells, flatIndexOf, type Size } from '../../lattice/size.ts'
import { countOnes } from '../../math/word-bits.ts'
import { packBits } from '../pack-bits.ts'
import { copyBits } from '../packed-world.ts'
import { type BandPlan, planBands } from './band-plan.ts'
import type { Connectivity } from './connectivity.ts'
import { ClusterError } from './errors.ts'

/** Cells of the largest state that is looked at: one takes a few bytes a cell, some 24 where rows are of one cell. */
export const MAX_CLUSTERED_CELLS = 2 ** 27

/** What makes cells alike: to be alive (not 0), or alive and in the same state. */
export type Likeness = 'alive' | 'same-state'

/**
 * Bits of bands with zeros around them, so that looking beyond an edge finds nothing: the last bit of each
 * band is 0, a band of zeros stands behind each layer, and a layer of them before all.
 */
export interface Bands {
  readonly size: Size
  readonly plan: BandPlan
  /** The cells, one byte each in flat order. */
  readonly cells: Uint8Array
  /** Words of one plane: the plan's planes lie one after another, then those of `digits`. */
  readonly planeWords: number
  /** Bit i of word w of a band's stretch is what its column 32 w + i has in a plane. */
  readonly planes: Int32Array
  /** Where cells are to be in the same state: how many planes the digits of states take, else 0. */
  readonly digits: number
  /** Columns that are linked with the one to their left. */
  readonly linked: Int32Array
  /** Columns at which a run begins. */
  readonly starts: Int32Array
  /** How many runs begin before each word. */
  readonly runsBefore: Int32Array
  /** All runs there are. */
  readonly count: number
  /** The first word of the world, and how many words its bands and layers are apart. */
  readonly first: number
  readonly bandWords: number
  readonly layerWords: number
  /** Bands along y and z. */
  readonly bandsY: number
  readonly bandsZ: number
}

/**
 * Lays out a state, one byte a cell in flat order.
 *
 * @throws {ClusterError} for more than MAX_CLUSTERED_CELLS cells.
 */
export function buildBands(
  cells: Uint8Array,
  size: Size,
  connectivity: Connectivity,
  likeness: Likeness,
): Bands {
  if (countCells(size) > MAX_CLUSTERED_CELLS) {
    const wanted = `there may be at most ${MAX_CLUSTERED_CELLS}`
    throw new ClusterError({ found: `a world of ${countCells(size)} cells`, wanted })
  }
  const isOfStates = likeness === 'same-state'
  const plan = planBands(connectivity, { y: size.y > 1, z: size.z > 1 }, isOfStates)
  const bandsY = Math.ceil(size.y / plan.rowsY)
  const bandsZ = Math.ceil(size.z / plan.rowsZ)
  const bandWords = (size.x + 32) >>> 5
  const layerWords = bandWords * (bandsY + 1)
  const first = 1 + bandWords + layerWords
  const planeWords = first + layerWords * bandsZ + 1
  const digits = isOfStates ? countDigits(cells) : 0
  const shape = { size, plan, cells, planeWords, first, bandWords, layerWords, bandsY, bandsZ }
  const planes = new Int32Array(planeWords * (plan.planes.length + digits))
  layRows(planes, packBits(cells), shape)
  layUnions(planes, shape)
  for (let digit = 0; digit < digits; digit++) {
    const from = planeWords * (plan.planes.length + digit)
    layRows(planes.subarray(from), packBits(cells, 1 << digit), shape)
  }
  return { ...shape, planes, digits, ...findRuns(planes, digits, shape) }
}

type BandShape = Omit<Bands, 'planes' | 'digits' | 'linked' | 'starts' | 'runsBefore' | 'count'>

/** Binary digits of the greatest state. */
function countDigits(cells: Uint8Array): number {
  let any = 0
  for (let cell = 0; cell < cells.length; cell++) any |= cells[cell]!
  return 32 - Math.clz32(any)
}

/** Copies rows to the planes of single rows; where a band is one row, to the only plane there is. */
function layRows(planes: Int32Array, flat: Int32Array, shape: BandShape): void {
  const { size, plan, planeWords, bandWords, layerWords, first } = shape
  const { rowsY, rowsZ } = plan
  const firstPlane = rowsY * rowsZ > 1 ? 1 : 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = (y % rowsY) + rowsY * (z % rowsZ)
      const band = bandWords * Math.floor(y / rowsY) + layerWords * Math.floor(z / rowsZ)
      const to = planeWords * (firstPlane + row) + first + band
      copyBits(planes, to, flat, flatIndexOf(size, 0, y, z), size.x)
    }
  }
}

/** Fills the planes of several rows. */
function layUnions(planes: Int32Array, { plan, planeWords }: BandShape): void {
  const rows = plan.rowsY * plan.rowsZ
  if (rows === 1) return
  plan.planes.forEach((set, plane) => {
    if (plane > 0 && plane <= rows) return
    const to = plane * planeWords
    for (let row = 0; row < rows; row++) {
      if (((set >>> row) & 1) === 0) continue
      const from = (1 + row) * planeWords
      for (let word = 0; word < planeWords; word++) planes[to + word]! |= planes[from + word]!
    }
  })
}

function findRuns(
  planes: Int32Array,
  digits: number,
  { plan, planeWords, first }: BandShape,
): Pick<Bands, 'linked' | 'starts' | 'runsBefore' | 'count'> {
  const linked = new Int32Array(planeWords)
  for (const { own, other } of plan.links) {
    const ownPlane = own * planeWords
    const otherPlane = other * planeWords
    for (let word = first; word < planeWords; word++) {
      const met = otherPlane + word
      linked[word]! |= planes[ownPlane + word]! & ((planes[met]! << 1) | (planes[met - 1]! >>> 31))
    }
  }
  for (let digit = 0; digit < digits; digit++) {
    const plane = (plan.planes.length + digit) * planeWords
    for (let word = first; word < planeWords; word++) {
      const here = planes[plane + word]!
      linked[word]! &= ~(here ^ ((here << 1) | (planes[plane + word - 1]! >>> 31)))
    }
  }
  const starts = new Int32Array(planeWords)
  const runsBefore = new Int32Array(planeWords)
  let count = 0
  for (let word = first; word < planeWords; word++) {
    const begin = planes[word]! & ~linked[word]!
    starts[word] = begin
    runsBefore[word] = count
    count += countOnes(begin)
  }
  return { linked, starts, runsBefore, count }
}

/** The first word of the band that a row lies in. */
export function bandOf({ plan, first, bandWords, layerWords }: Bands, y: number, z: number) {
  // Bands are of one row or two.
  return first + bandWords * (y >> (plan.rowsY - 1)) + layerWords * (z >> (plan.rowsZ - 1))
}

/** The plane of a single row. */
export function planeOf({ plan: { rowsY, rowsZ } }: Bands, y: number, z: number): number {
  return rowsY * rowsZ === 1 ? 0 : 1 + (y % rowsY) + rowsY * (z % rowsZ)
}

/** The run that a column of the band at a word is in, or the last one before where nothing lives in it. */
export function runOf({ starts, runsBefore }: Bands, band: number, x: number): number {
  const word = band + (x >>> 5)
  return runsBefore[word]! - 1 + countOnes(starts[word]! & ((2 << (x & 31)) - 1))
}
