/** How the work of a tick is shared out among threads. */
import { countCells } from '../../../lattice/size.ts'
import type { LaneLayout } from './lane-layout.ts'
import { CHUNK_CELLS } from './lane-width.ts'

/** From one number up to another. */
export type Part = readonly [from: number, to: number]

/**
 * One thread's part of the steps: rows of the grid of derived planes, border included; rows of
 * cells, in flat order; and cells of each of these rows.
 */
export type ThreadShare = readonly [gridRows: Part, rows: Part, cells: Part]

/** Threads with fewer cells than this would wait for each other longer than they work. */
const MIN_CELLS_OF_THREAD = 4096

/** How many of the threads at hand are worth their waiting for each other. */
export function countUsefulThreads({ size }: LaneLayout, atHand: number): number {
  return Math.max(1, Math.min(atHand, Math.floor(countCells(size) / MIN_CELLS_OF_THREAD)))
}

/** The part of one of several threads in so many things that any of them can do. */
export function partOf(total: number, index: number, count: number): Part {
  return [Math.floor((total * index) / count), Math.floor((total * (index + 1)) / count)]
}

/** The share of one of several threads. Rows are divided; where there are too few, their cells. */
export function shareWork({ size, reach }: LaneLayout, index: number, count: number): ThreadShare {
  const rows = size.y * size.z
  const gridRows = partOf((size.y + 2 * reach.y) * (size.z + 2 * reach.z), index, count)
  if (rows >= 2 * count || count === 1) {
    return [gridRows, partOf(rows, index, count), [0, size.x]]
  }
  const [from, to] = partOf(Math.ceil(size.x / CHUNK_CELLS), index, count)
  const end = Math.min(to * CHUNK_CELLS, size.x)
  return [gridRows, [0, rows], [Math.min(from * CHUNK_CELLS, end), end]]
}
