/** Which runs meet across the edges of a world: row by row on a torus, cell by cell elsewhere. */
import { createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { CellRuns } from './cell-runs.ts'
import type { AdjacentRow, Connectivity } from './connectivity.ts'
import { type Crossing, crossingTo, noCrossing } from './crossings.ts'

/** Is told of two runs that meet, and what is crossed from the first to the second. */
export type MeetAcross = (run: number, other: number, between: Crossing) => void

/** The cell to the right: with the rows before, half of all that is adjacent. */
const OWN_ROW: AdjacentRow = Object.freeze({ dy: 0, dz: 0, first: 1, last: 1 })

/** Tells of all runs that meet across the edges of a world that is no box; some more than once. */
export function meetAcrossEdges(
  runs: CellRuns,
  size: Size,
  topology: Topology,
  connectivity: Connectivity,
  meet: MeetAcross,
): void {
  const meetAlike: MeetAcross =
    runs.states === undefined
      ? meet
      : (run, other, between) => {
          if (runs.states![run] === runs.states![other]) meet(run, other, between)
        }
  if (topology.kind === 'torus') meetOnTorus(runs, size, connectivity, meetAlike)
  else meetOnSurface(runs, size, topology, connectivity, meetAlike)
}

function meetOnTorus(
  runs: CellRuns,
  size: Size,
  connectivity: Connectivity,
  meet: MeetAcross,
): void {
  const { starts, ends, rows } = runs
  const between = noCrossing()
  const wrap = (at: number, cells: number) => (at < 0 ? at + cells : at >= cells ? at - cells : at)
  const adjacentRows = [OWN_ROW, ...connectivity.rowsBefore]
  for (let row = 0; row < size.y * size.z; row++) {
    const begin = rows[row]!
    const end = rows[row + 1]!
    if (begin === end) continue
    const y = row % size.y
    const z = Math.floor(row / size.y)
    const isAtLeft = starts[begin] === 0
    const isAtRight = ends[end - 1] === size.x
    if (!isAtLeft && !isAtRight && y > 0 && y < size.y - 1 && z > 0) continue
    for (const { dy, dz, first, last } of adjacentRows) {
      const otherY = wrap(y + dy, size.y)
      const otherZ = wrap(z + dz, size.z)
      const other = otherY + size.y * otherZ
      const otherBegin = rows[other]!
      const otherEnd = rows[other + 1]!
      if (otherBegin === otherEnd) continue
      between.y = (y + dy - otherY) / size.y
      between.z = (z + dz - otherZ) / size.z
      // Over the left edge, from the first cell to the last, and over the right one.
      if (isAtLeft && first < 0 && ends[otherEnd - 1] === size.x) {
        between.x = -1
        meet(begin, otherEnd - 1, between)
      }
      if (isAtRight && last > 0 && starts[otherBegin] === 0) {
        between.x = 1
        meet(end - 1, otherBegin, between)
      }
      between.x = 0
      if (between.y !== 0 || between.z !== 0) meetRows(runs, row, other, first, last, between, meet)
    }
  }
}

function meetRows(
  { starts, ends, rows }: CellRuns,
  row: number,
  other: number,
  first: number,
  last: number,
  between: Crossing,
  meet: MeetAcross,
): void {
  let from = rows[other]!
  const otherEnd = rows[other + 1]!
  for (let run = rows[row]!; run < rows[row + 1]!; run++) {
    while (from < otherEnd && ends[from]! <= starts[run]! + first) from++
    for (let met = from; met < otherEnd && starts[met]! < ends[run]! + last; met++) {
      meet(run, met, between)
    }
  }
}

function meetOnSurface(
  runs: CellRuns,
  size: Size,
  topology: Topology,
  { offsets }: Connectivity,
  meet: MeetAcross,
): void {
  const resolve = createSiteResolver(size, topology)
  const between = noCrossing()
  const isInside = (x: number, y: number) => x >= 0 && x < size.x && y >= 0 && y < size.y
  for (let y = 0; y < size.y; y++) {
    const isEdge = y === 0 || y === size.y - 1
    const across = isEdge || size.x === 1 ? 1 : size.x - 1
    for (let x = 0; x < size.x; x += across) {
      const run = findRun(runs, y, x)
      if (run === undefined) continue
      for (let i = 0; i < offsets.length; i += 3) {
        const [toX, toY] = [x + offsets[i]!, y + offsets[i + 1]!]
        if (isInside(toX, toY)) continue
        const site = resolve(toX, toY, offsets[i + 2]!)
        if (site === OUTSIDE) continue
        const other = findRun(runs, Math.floor(site / size.x), site % size.x)
        if (other === undefined) continue
        crossingTo(size, topology, toX, toY, between)
        meet(run, other, between)
      }
    }
  }
}

/** The run that a cell is in, by bisection. */
function findRun({ starts, ends, rows }: CellRuns, row: number, x: number): number | undefined {
  let [low, high] = [rows[row]!, rows[row + 1]!]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! <= x) low = middle + 1
    else high = middle
  }
  return low < rows[row + 1]! && starts[low]! <= x ? low : undefined
}
