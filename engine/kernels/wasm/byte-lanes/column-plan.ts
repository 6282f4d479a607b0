/**
 * How the sum over a neighborhood is put together from the sums of columns.
 *
 * For each dx the neighborhood has a set of rows. What cells of those rows hold at one x is added
 * up once and used by all cells beside it that want the same set: 3 x 3 x 3 cells are one column
 * of nine, seen three times. A strip of several rows of cells is worked on at once, so that
 * neighboring columns share their parts too.
 */

/** Rows of a column: those `dy` from one number through another, with these layers each. */
export interface RowSpan {
  readonly layers: readonly number[]
  readonly from: number
  readonly to: number
}

/** Columns at dx from one number through another. */
export type ColumnRun = readonly [from: number, to: number]

export interface ColumnGroup {
  /** The rows of the column. */
  readonly spans: readonly RowSpan[]
  /** Where it is seen. */
  readonly runs: readonly ColumnRun[]
}

export interface ColumnPlan {
  readonly groups: readonly ColumnGroup[]
  /** The cell itself is among the sites. */
  readonly withSelf: boolean
}

/** Flat offsets: dx, dy, dz of each site. */
export type Offsets = ArrayLike<number>

/** Runs of at least this many columns are taken from running sums along the row. */
const MIN_LONG_COLUMNS = 8

/** Tells whether a run of columns is the difference of two running sums. */
export function isLong([from, to]: ColumnRun): boolean {
  return to - from + 1 >= MIN_LONG_COLUMNS
}

/**
 * Tells whether the sums of a column are kept for the blocks beside it. Columns that nobody sees
 * from the side need not be, and single cells are loaded anew where they are seen.
 */
export function isTracked({ spans, runs }: ColumnGroup): boolean {
  if (runs.some(isLong)) return true
  const isSingle = spans.every(({ layers, from, to }) => layers.length === 1 && from === to)
  const isCell = spans.length === 1 && isSingle
  const isStraight = runs.every(([from, to]) => from === 0 && to === 0)
  return !isCell && !isStraight
}

/** Plans the sum over these sites; with the cell itself where that is asked for. */
export function planColumns(offsets: Offsets, withSelf: boolean): ColumnPlan {
  /** Layers by dy by dx. */
  const columns = new Map<number, Map<number, number[]>>()
  const addSite = (dx: number, dy: number, dz: number) => {
    const column = columns.get(dx) ?? new Map<number, number[]>()
    columns.set(dx, column)
    const layers = column.get(dy) ?? []
    column.set(dy, layers)
    layers.push(dz)
  }
  for (let i = 0; i < offsets.length; i += 3) addSite(offsets[i]!, offsets[i + 1]!, offsets[i + 2]!)
  if (withSelf) addSite(0, 0, 0)

  const groups = new Map<string, { spans: RowSpan[]; dxs: number[] }>()
  for (const [dx, column] of columns) {
    const spans = listSpans(column)
    const key = JSON.stringify(spans)
    const group = groups.get(key) ?? { spans, dxs: [] }
    groups.set(key, group)
    group.dxs.push(dx)
  }
  return {
    groups: [...groups.values()].map(({ spans, dxs }) => ({ spans, runs: listRuns(dxs) })),
    withSelf,
  }
}

/** The plan that costs less: with the cell itself or without. */
export function planCheapestColumns(offsets: Offsets): ColumnPlan {
  const without = planColumns(offsets, false)
  const within = planColumns(offsets, true)
  return estimateCost(within) < estimateCost(without) ? within : without
}

/** About how many instructions a row of a strip costs. */
function estimateCost({ groups }: ColumnPlan): number {
  let cost = 0
  for (const { spans, runs } of groups) {
    for (const { layers, from, to } of spans) cost += 2 * layers.length + Math.log2(to - from + 1)
    for (const [from, to] of runs) cost += Math.min(2 * (to - from + 1), 13)
  }
  return cost
}

function listSpans(column: ReadonlyMap<number, readonly number[]>): RowSpan[] {
  const rows = [...column].sort(([a], [b]) => a - b)
  const spans: { layers: readonly number[]; from: number; to: number }[] = []
  for (const [dy, unsorted] of rows) {
    const layers = unsorted.toSorted((a, b) => a - b)
    const last = spans.at(-1)
    if (last?.to === dy - 1 && last.layers.join() === layers.join()) last.to = dy
    else spans.push({ layers, from: dy, to: dy })
  }
  return spans
}

function listRuns(numbers: readonly number[]): ColumnRun[] {
  const runs: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else runs.push([number, number])
  }
  return runs
}
