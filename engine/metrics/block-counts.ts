/**
 * How often each block of cells occurs in a state: blocks of equal length along each axis that the
 * world has, at every place, overlapping.
 */
import { countCells, type Size } from '../lattice/size.ts'
import { extendCells, isJoined } from './extended-cells.ts'
import { alongAxes } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'
import { addPackedBlocks, MAX_WOVEN_ROWS } from './packed-blocks.ts'
import { packWorld } from './packed-world.ts'

/** So many kinds of blocks are told apart: a histogram of them stays in the processor's cache. */
export const MAX_BLOCK_KINDS = 2 ** 20

export interface BlockCounts {
  /** By the kind's number. Which kind has which is the same for all states of a world. */
  readonly counts: Uint32Array
  /** How many there are. */
  readonly blocks: number
  /** Cells of one block. */
  readonly cells: number
}

/**
 * Counts blocks. In a joined world there is one at every cell; in a box (and on a sphere, whose corners
 * nothing lies beyond) those that lie inside, which may be none.
 *
 * @param length of a block along each axis; kinds of blocks are at most MAX_BLOCK_KINDS.
 */
export function countBlocks(state: MeasuredState, length: number): BlockCounts {
  const { size, states } = state
  const block = alongAxes(state.axes, length, 1)
  const isEverywhere = isJoined(state.topology)
  const margin = { x: block.x - 1, y: block.y - 1, z: block.z - 1 }
  const corners = isEverywhere
    ? size
    : { x: size.x - margin.x, y: size.y - margin.y, z: size.z - margin.z }
  const found = { counts: new Uint32Array(states ** countCells(block)), cells: countCells(block) }
  if (corners.x < 1 || corners.y < 1 || corners.z < 1) return { ...found, blocks: 0 }
  if (states === 2 && block.y * block.z <= MAX_WOVEN_ROWS) {
    addPackedBlocks(found.counts, packWorld(state, margin), corners, block)
  } else {
    const { size: wide, cells } = isEverywhere ? extendCells(state, margin) : state
    addBlocks(found.counts, cells, wide, corners, block, states)
  }
  return { ...found, blocks: countCells(corners) }
}

/** Goes along rows, a column of the block at a time: its cells push out those that leave it. */
function addBlocks(
  counts: Uint32Array,
  cells: Uint8Array,
  wide: Size,
  corners: Size,
  block: Size,
  states: number,
): void {
  const offsets: number[] = []
  for (let z = 0; z < block.z; z++) {
    for (let y = 0; y < block.y; y++) offsets.push(wide.x * (y + wide.y * z))
  }
  const columnKinds = states ** offsets.length
  // What stays of a block's number when its first column leaves it.
  const kept = counts.length / columnKinds
  const columns = new Int32Array(corners.x + block.x - 1)
  const first = block.x - 1
  for (let z = 0; z < corners.z; z++) {
    for (let y = 0; y < corners.y; y++) {
      const row = wide.x * (y + wide.y * z)
      readColumns(columns, cells, row, offsets, states)
      let code = 0
      for (let x = 0; x < first; x++) code = code * columnKinds + columns[x]!
      // Powers of two, which most rules have, need no division.
      if ((kept & (kept - 1)) === 0) {
        const mask = kept - 1
        for (let x = first; x < columns.length; x++) {
          code = Math.imul(code & mask, columnKinds) + columns[x]!
          counts[code]!++
        }
      } else {
        for (let x = first; x < columns.length; x++) {
          code = (code % kept) * columnKinds + columns[x]!
          counts[code]!++
        }
      }
    }
  }
}

/** The numbers of a row of columns. */
function readColumns(
  columns: Int32Array,
  cells: Uint8Array,
  row: number,
  offsets: readonly number[],
  states: number,
): void {
  columns.fill(0)
  for (const offset of offsets) {
    const from = row + offset
    for (let x = 0; x < columns.length; x++) {
      columns[x] = Math.imul(columns[x]!, states) + cells[from + x]!
    }
  }
}
