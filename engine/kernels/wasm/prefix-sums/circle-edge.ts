/**
 * The edge of a circle as few runs of cells side by side.
 *
 * Near its top and bottom a circle's edge is flat: several columns in a row are as high as each
 * other. Their cells are taken together from rows in which each cell already stands for itself and
 * some cells right of it.
 */

/** Cells of the edge side by side, in columns `firstDx` to `firstDx + cells - 1`. */
export interface EdgeRun {
  readonly firstDx: number
  readonly cells: number
  /** Rows between the circle's middle and the run. */
  readonly halfHeight: number
}

/**
 * How many cells a run may have, the longest first. Flat parts are mostly shorter, and each number
 * asks for rows of its own.
 */
const RUN_CELLS = [5, 3, 2, 1] as const

/** Splits the edge of a circle into runs, by its half height in each column. */
export function splitEdge(halfHeights: Int32Array): readonly EdgeRun[] {
  const reach = (halfHeights.length - 1) / 2
  const runs: EdgeRun[] = []
  for (let column = 0; column < halfHeights.length; ) {
    const halfHeight = halfHeights[column]!
    let end = column + 1
    while (halfHeights[end] === halfHeight) end++
    for (const cells of splitLength(end - column)) {
      runs.push({ firstDx: column - reach, cells, halfHeight })
      column += cells
    }
  }
  return runs
}

/** A number of cells as a sum of those a run may have; with a limit, of those below it. */
export function splitLength(cells: number, limit = Number.POSITIVE_INFINITY): readonly number[] {
  const parts: number[] = []
  let left = cells
  for (const length of RUN_CELLS) {
    if (length >= limit) continue
    for (; left >= length; left -= length) parts.push(length)
  }
  return parts
}

/**
 * The numbers of cells that runs have, the smallest first, and with them those that their rows are
 * added up from. 1 is always among them.
 */
export function listRunLengths(runs: readonly EdgeRun[]): readonly number[] {
  const lengths = new Set([1])
  for (const cells of RUN_CELLS) {
    if (!lengths.has(cells) && !runs.some((run) => run.cells === cells)) continue
    lengths.add(cells)
    for (const part of splitLength(cells, cells)) lengths.add(part)
  }
  return [...lengths].sort((a, b) => a - b)
}

/**
 * Groups runs so that the cells of a group are no more than a number, in their order; gives how
 * many runs each group has.
 */
export function groupRuns(runs: readonly EdgeRun[], maxCells: number): readonly number[] {
  const groups: number[] = []
  let room = 0
  for (const { cells } of runs) {
    if (cells > room) {
      groups.push(0)
      room = maxCells
    }
    groups[groups.length - 1]!++
    room -= cells
  }
  return groups
}
