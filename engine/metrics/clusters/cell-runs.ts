/**
 * A state as runs: the cells of each row that belong together without a gap.
 *
 * What comes after works on runs, of which there are far fewer than cells. A row of a random state
 * changes at every other cell, where a branch would be guessed wrong half of the time, so changes
 * are written always and kept by counting on.
 */
import { countCells, type Size } from '../../lattice/size.ts'
import { ClusterError } from './errors.ts'

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
  const rowCount = size.y * size.z
  const rows = new Int32Array(rowCount + 1)
  // A row of n cells changes at most n + 1 times and has half as many runs.
  let changes = new Int32Array(Math.max(1024, countCells(size) >> 2) + size.x + 2)
  let end = 0
  for (let row = 0; row < rowCount; row++) {
    if (end + size.x + 2 > changes.length) changes = grow(changes)
    const first = row * size.x
    let before = 0
    for (let x = 0; x < size.x; x++) {
      // 1 for every state but 0, without a branch.
      const now = (cells[first + x]! + 255) >> 8
      changes[end] = x
      end += now ^ before
      before = now
    }
    changes[end] = size.x
    end += before
    rows[row + 1] = end >> 1
  }
  const count = end >> 1
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  for (let run = 0; run < count; run++) {
    starts[run] = changes[2 * run]!
    ends[run] = changes[2 * run + 1]!
  }
  return { count, starts, ends, rows, states: undefined }
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
  return { count, starts, ends, rows, states: runStates }
}

function grow(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * numbers.length)
  wider.set(numbers)
  return wider
}
