/**
 * A state as runs: the cells of each row that belong together without a gap.
 *
 * What comes after works on runs, of which there are far fewer than cells. Those of live cells are read
 * from bits, so that where nothing changes nothing is looked at.
 */
import { countCells, type Size } from '../../lattice/size.ts'
import { ClusterError } from './errors.ts'
import { buildRunBits, type RunBits } from './run-bits.ts'

/** Cells of the largest state that is looked at: runs and what joins them take up to 16 bytes each. */
export const MAX_CLUSTERED_CELLS = 2 ** 27

/** Runs in flat order. */
export interface CellRuns {
  readonly count: number
  /** The x of the first cell of each run; of more entries than there are runs. */
  readonly starts: Int32Array
  /** The x after its last cell. */
  readonly ends: Int32Array
  /** Where the runs of row `y + Y * z` begin; one entry more than there are rows. */
  readonly rows: Int32Array
  /** The state of each run where runs are of one state, else undefined. */
  readonly states: Uint8Array | undefined
  /** The cells as bits where runs are of any that live, else undefined. */
  readonly bits: RunBits | undefined
}

/** What makes cells alike: to be alive (not 0), or alive and in the same state. */
export type Likeness = 'alive' | 'same-state'

/**
 * Cuts the rows of a state, one byte a cell in flat order, into runs of cells that are alike.
 *
 * @throws {ClusterError} for more than MAX_CLUSTERED_CELLS cells.
 */
export function findRuns(cells: Uint8Array, size: Size, likeness: Likeness): CellRuns {
  if (countCells(size) > MAX_CLUSTERED_CELLS) {
    const wanted = `there may be at most ${MAX_CLUSTERED_CELLS}`
    throw new ClusterError({ found: `a world of ${countCells(size)} cells`, wanted })
  }
  return likeness === 'alive' ? findLiveRuns(cells, size) : findStateRuns(cells, size)
}

function findLiveRuns(cells: Uint8Array, size: Size): CellRuns {
  const bits = buildRunBits(cells, size)
  const rows = new Int32Array(size.y * size.z + 1)
  const starts = new Int32Array(bits.count)
  const ends = new Int32Array(bits.count)
  let [started, ended] = [0, 0]
  for (let row = 0; row < rows.length - 1; row++) {
    const first =
      bits.first + bits.rowWords * (row % size.y) + bits.layerWords * Math.floor(row / size.y)
    for (let word = 0; word < bits.rowWords; word++) {
      const live = bits.cells[first + word]!
      const after = ((live << 1) | (bits.cells[first + word - 1]! >>> 31)) & ~live
      for (let rest = bits.starts[first + word]!; rest !== 0; rest &= rest - 1) {
        starts[started++] = 32 * word + 31 - Math.clz32(rest & -rest)
      }
      for (let rest = after; rest !== 0; rest &= rest - 1) {
        ends[ended++] = 32 * word + 31 - Math.clz32(rest & -rest)
      }
    }
    rows[row + 1] = started
  }
  return { count: bits.count, starts, ends, rows, states: undefined, bits }
}

function findStateRuns(cells: Uint8Array, size: Size): CellRuns {
  const rowCount = size.y * size.z
  const rows = new Int32Array(rowCount + 1)
  let starts = new Int32Array(Math.max(1024, countCells(size) >> 2) + size.x + 1)
  let ends = new Int32Array(starts.length)
  let runStates = new Uint8Array(starts.length)
  let count = 0
  for (let row = 0; row < rowCount; row++) {
    if (count + size.x + 1 > starts.length) {
      starts = grow(starts)
      ends = grow(ends)
      const wider = new Uint8Array(starts.length)
      wider.set(runStates)
      runStates = wider
    }
    const first = row * size.x
    let before = 0
    for (let x = 0; x < size.x; x++) {
      const now = cells[first + x]!
      if (now === before) continue
      if (before !== 0) ends[count++] = x
      starts[count] = x
      runStates[count] = now
      before = now
    }
    if (before !== 0) ends[count++] = size.x
    rows[row + 1] = count
  }
  return { count, starts, ends, rows, states: runStates, bits: undefined }
}

function grow(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * numbers.length)
  wider.set(numbers)
  return wider
}
