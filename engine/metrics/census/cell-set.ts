/** Sets of cells at coordinates of either sign: what objects are made of. Frozen once built. */
import type { WorldBox } from '../../lattice/world-box.ts'

export interface CellSet {
  readonly count: number
  /** x, y and z of each cell, ordered by z, then y, then x; each site once. */
  readonly sites: Int32Array
  /** Their states, none 0. */
  readonly states: Uint8Array
}

export type Vector = readonly [x: number, y: number, z: number]

/** Builds a set of sites in any order, each given once. */
export function buildCellSet(sites: ArrayLike<number>, states: ArrayLike<number>): CellSet {
  const count = states.length
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  const before = (a: number, b: number) =>
    sites[3 * a + 2]! - sites[3 * b + 2]! ||
    sites[3 * a + 1]! - sites[3 * b + 1]! ||
    sites[3 * a]! - sites[3 * b]!
  order.sort(before)
  const sorted = new Int32Array(3 * count)
  const sortedStates = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const from = order[i]!
    sorted[3 * i] = sites[3 * from]!
    sorted[3 * i + 1] = sites[3 * from + 1]!
    sorted[3 * i + 2] = sites[3 * from + 2]!
    sortedStates[i] = states[from]!
  }
  return { count, sites: sorted, states: sortedStates }
}

/** Appends the live cells of a box, one byte a cell in its flat order, to lists. */
export function listLiveCells(
  { x, y, z, size }: WorldBox,
  cells: Uint8Array,
  sites: number[],
  states: number[],
): void {
  for (let i = 0; i < cells.length; i++) {
    const state = cells[i]!
    if (state === 0) continue
    const row = Math.floor(i / size.x)
    sites.push(x + (i % size.x), y + (row % size.y), z + Math.floor(row / size.y))
    states.push(state)
  }
}

/** The smallest box that holds a set, which has a cell. */
export function boundsOf({ sites }: CellSet): WorldBox {
  const least = [sites[0]!, sites[1]!, sites[2]!]
  const most = [...least]
  for (let i = 0; i < sites.length; i++) {
    const axis = i % 3
    if (sites[i]! < least[axis]!) least[axis] = sites[i]!
    if (sites[i]! > most[axis]!) most[axis] = sites[i]!
  }
  const along = (axis: 0 | 1 | 2) => most[axis]! - least[axis]! + 1
  const size = { x: along(0), y: along(1), z: along(2) }
  return { x: least[0]!, y: least[1]!, z: least[2]!, size }
}

/** Lays a set out in a box that holds it, one byte a cell in flat order. */
export function layOut({ count, sites, states }: CellSet, box: WorldBox): Uint8Array {
  const { size } = box
  const cells = new Uint8Array(size.x * size.y * size.z)
  for (let i = 0; i < count; i++) {
    const [dx, dy, dz] = [
      sites[3 * i]! - box.x,
      sites[3 * i + 1]! - box.y,
      sites[3 * i + 2]! - box.z,
    ]
    cells[dx + size.x * (dy + size.y * dz)] = states[i]!
  }
  return cells
}

/** How far the second set is from the first where it is the first, moved; undefined where not. */
export function displacementTo(a: CellSet, b: CellSet): Vector | undefined {
  if (a.count !== b.count || a.count === 0) return undefined
  const by = [0, 1, 2].map((axis) => b.sites[axis]! - a.sites[axis]!)
  for (let i = 0; i < a.sites.length; i++) {
    if (b.sites[i]! - a.sites[i]! !== by[i % 3]) return undefined
  }
  for (let i = 0; i < a.count; i++) if (a.states[i] !== b.states[i]) return undefined
  return [by[0]!, by[1]!, by[2]!]
}

/** A text that sets have in common exactly where one is the other, moved. */
export function keyOfSet({ count, sites, states }: CellSet): string {
  let key = ''
  for (let i = 0; i < count; i++) {
    const [dx, dy, dz] = [
      sites[3 * i]! - sites[0]!,
      sites[3 * i + 1]! - sites[1]!,
      sites[3 * i + 2]! - sites[2]!,
    ]
    key += `${dx},${dy},${dz},${states[i]};`
  }
  return key
}

/** Those cells of a set, by their places in it. */
export function pickCells({ sites, states }: CellSet, places: readonly number[]): CellSet {
  const picked = [...places].sort((a, b) => a - b)
  return {
    count: picked.length,
    sites: Int32Array.from(
      picked.flatMap((i) => [sites[3 * i]!, sites[3 * i + 1]!, sites[3 * i + 2]!]),
    ),
    states: Uint8Array.from(picked, (i) => states[i]!),
  }
}
