/** Lists of cells: from and to dense worlds, their bounds, their order. */
import type { Size } from '../lattice/size.ts'
import type { CellList } from './pattern.ts'

/** A list without cells. */
export function emptyCellList(): CellList {
  return {
    x: new Int32Array(0),
    y: new Int32Array(0),
    z: new Int32Array(0),
    states: new Uint8Array(0),
  }
}

/** The smallest box that holds some cells: the first and the last site on each axis. */
export interface CellBounds {
  readonly minX: number
  readonly minY: number
  readonly minZ: number
  readonly maxX: number
  readonly maxY: number
  readonly maxZ: number
}

/** The bounding box of a list, or undefined where it is empty. */
export function boundsOf(list: CellList): CellBounds | undefined {
  if (list.states.length === 0) return undefined
  const [minX, maxX] = rangeOf(list.x)
  const [minY, maxY] = rangeOf(list.y)
  const [minZ, maxZ] = rangeOf(list.z)
  return { minX, minY, minZ, maxX, maxY, maxZ }
}

/** The list of the non-zero cells of a dense world in flat order, which it does not keep. */
export function cellListFromDense(cells: Uint8Array, size: Size): CellList {
  let count = 0
  for (let i = 0; i < cells.length; i++) if (cells[i] !== 0) count++
  const list = {
    x: new Int32Array(count),
    y: new Int32Array(count),
    z: new Int32Array(count),
    states: new Uint8Array(count),
  }
  let next = 0
  let flat = 0
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++, flat++) {
        const state = cells[flat]!
        if (state === 0) continue
        list.x[next] = x
        list.y[next] = y
        list.z[next] = z
        list.states[next++] = state
      }
    }
  }
  return list
}

/**
 * Writes a list into a dense world in flat order, the list's corner at `origin`. Sites outside the
 * world are left out; sites the list does not name keep their state.
 */
export function paintCells(
  list: CellList,
  target: Uint8Array,
  targetSize: Size,
  origin: { readonly x: number; readonly y: number; readonly z: number },
): void {
  for (let i = 0; i < list.states.length; i++) {
    const x = list.x[i]! + origin.x
    const y = list.y[i]! + origin.y
    const z = list.z[i]! + origin.z
    const isInside =
      x >= 0 && x < targetSize.x && y >= 0 && y < targetSize.y && z >= 0 && z < targetSize.z
    if (isInside) target[x + targetSize.x * (y + targetSize.y * z)] = list.states[i]!
  }
}

/** The same cells, each moved by (dx, dy, dz). The states are shared with the given list. */
export function shiftCells(list: CellList, dx: number, dy: number, dz: number): CellList {
  return {
    x: list.x.map((x) => x + dx),
    y: list.y.map((y) => y + dy),
    z: list.z.map((z) => z + dz),
    states: list.states,
  }
}

/**
 * The same cells in flat order (z, then y, then x), each site once: of several at one site the
 * last one stays.
 *
 * A stable radix sort, 11 bits a pass and only over the bits in which coordinates differ, so it is
 * linear in the number of cells.
 */
export function sortCells(list: CellList): CellList {
  let order: Uint32Array = new Uint32Array(list.states.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  for (const coordinates of [list.x, list.y, list.z]) order = sortBy(coordinates, order)
  return takeLastOfEach(list, order)
}

const DIGIT_BITS = 11
const DIGIT_COUNT = 2 ** DIGIT_BITS

function sortBy(coordinates: Int32Array, initial: Uint32Array): Uint32Array {
  const [min, max] = rangeOf(coordinates)
  let order = initial
  let spare: Uint32Array | undefined
  for (let shift = 0; shift < 32 && (max - min) >>> shift > 0; shift += DIGIT_BITS) {
    const ends = new Uint32Array(DIGIT_COUNT + 1)
    for (let i = 0; i < order.length; i++) {
      ends[(((coordinates[i]! - min) >>> shift) & (DIGIT_COUNT - 1)) + 1]!++
    }
    for (let digit = 0; digit < DIGIT_COUNT; digit++) ends[digit + 1]! += ends[digit]!
    const sorted: Uint32Array = spare ?? new Uint32Array(order.length)
    for (let i = 0; i < order.length; i++) {
      const cell = order[i]!
      sorted[ends[((coordinates[cell]! - min) >>> shift) & (DIGIT_COUNT - 1)]!++] = cell
    }
    spare = order
    order = sorted
  }
  return order
}

function takeLastOfEach(list: CellList, order: Uint32Array): CellList {
  const x = new Int32Array(order.length)
  const y = new Int32Array(order.length)
  const z = new Int32Array(order.length)
  const states = new Uint8Array(order.length)
  let last = -1
  for (let i = 0; i < order.length; i++) {
    const from = order[i]!
    const isSameSite =
      last >= 0 && x[last] === list.x[from] && y[last] === list.y[from] && z[last] === list.z[from]
    if (!isSameSite) last++
    x[last] = list.x[from]!
    y[last] = list.y[from]!
    z[last] = list.z[from]!
    states[last] = list.states[from]!
  }
  const count = last + 1
  return {
    x: x.slice(0, count),
    y: y.slice(0, count),
    z: z.slice(0, count),
    states: states.slice(0, count),
  }
}

function rangeOf(values: Int32Array): [min: number, max: number] {
  let min = values[0] ?? 0
  let max = min
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!
    if (value < min) min = value
    else if (value > max) max = value
  }
  return [min, max]
}
