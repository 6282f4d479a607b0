/** Which runs meet across the edges of a world: row by row on a torus, cell by cell elsewhere. */
import { createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import type { Topology } from '../../lattice/topology.ts'
import { BandTouches } from './band-touches.ts'
import { type Bands, bandOf, planeOf, runOf } from './bands.ts'
import type { Connectivity } from './connectivity.ts'
import { type Crossing, crossingTo, noCrossing } from './crossings.ts'

/** Is told of two runs that meet, and what is crossed from the first to the second. */
export type MeetAcross = (run: number, other: number, between: Crossing) => void

/** Tells of all runs that meet across the edges of a world that is no box; some more than once. */
export function meetAcrossEdges(
  bands: Bands,
  topology: Topology,
  connectivity: Connectivity,
  meet: MeetAcross,
): void {
  if (topology.kind === 'torus') {
    meetRowsOnTorus(bands, connectivity, meet)
    meetEndsOnTorus(bands, connectivity, meet)
  } else meetOnSurface(bands, topology, connectivity, meet)
}

const wrap = (at: number, cells: number) => (at < 0 ? at + cells : at >= cells ? at - cells : at)

/** Rows that meet across edges of y and z. */
function meetRowsOnTorus(bands: Bands, { rowsBefore }: Connectivity, meet: MeetAcross): void {
  const { size, runsBefore, bandWords } = bands
  const touches = new BandTouches(bands)
  const between = noCrossing()
  const isEmpty = (band: number) => runsBefore[band] === runsBefore[band + bandWords]
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      if (z > 0 && y > 0 && y < size.y - 1) continue
      const band = bandOf(bands, y, z)
      if (isEmpty(band)) continue
      const own = planeOf(bands, y, z)
      for (const { dy, dz, first, last } of rowsBefore) {
        const otherY = wrap(y + dy, size.y)
        const otherZ = wrap(z + dz, size.z)
        between.y = (y + dy - otherY) / size.y
        between.z = (z + dz - otherZ) / size.z
        if (between.y === 0 && between.z === 0) continue
        const other = planeOf(bands, otherY, otherZ)
        const all = Array.from({ length: last - first + 1 }, (_, i) => {
          return { dx: first + i, own, other }
        })
        touches.add(all, band, bandOf(bands, otherY, otherZ))
        const { pairs, found } = touches
        for (let i = 0; i < found; i += 2) meet(pairs[i]!, pairs[i + 1]!, between)
        touches.clear()
      }
    }
  }
}

/** Cells at the left end of rows with those at the right one. */
function meetEndsOnTorus(bands: Bands, connectivity: Connectivity, meet: MeetAcross): void {
  const { size } = bands
  const between = noCrossing()
  between.x = -1
  const rights = findRightEnds(bands)
  const adjacent = listAcross(connectivity)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = y + size.y * z
      if (bands.cells[size.x * row] === 0) continue
      const run = runOf(bands, bandOf(bands, y, z), 0)
      const isClosed = isAlike(bands, size.x * row, size.x * row + size.x - 1)
      for (const { dy, dz, isByOwn } of adjacent) {
        // Met by way of the own row's other end.
        if (isClosed && isByOwn) continue
        const [toY, toZ] = [y + dy, z + dz]
        const otherY = wrap(toY, size.y)
        const otherZ = wrap(toZ, size.z)
        const other = otherY + size.y * otherZ
        const met = rights[other]!
        if (met < 0 || !isAlike(bands, size.x * row, size.x * other + size.x - 1)) continue
        between.y = otherY === toY ? 0 : toY < 0 ? -1 : 1
        between.z = otherZ === toZ ? 0 : toZ < 0 ? -1 : 1
        meet(run, met, between)
      }
    }
  }
}

/** Rows whose last cells are next to a row's first one, and which of them are next to that row's last one. */
function listAcross({ offsets }: Connectivity) {
  const list = Array.from({ length: offsets.length / 3 }, (_, i) => {
    return { dx: offsets[3 * i]!, dy: offsets[3 * i + 1]!, dz: offsets[3 * i + 2]! }
  })
  return list
    .filter(({ dx }) => dx === -1)
    .map(({ dy, dz }) => {
      const isByOwn = list.some((each) => each.dx === 0 && each.dy === dy && each.dz === dz)
      return { dy, dz, isByOwn }
    })
}

/** The run that the last cell of each row is in; -1 where it does not live. */
function findRightEnds(bands: Bands): Int32Array {
  const { size, cells } = bands
  const rights = new Int32Array(size.y * size.z).fill(-1)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = y + size.y * z
      if (cells[size.x * row + size.x - 1] === 0) continue
      rights[row] = runOf(bands, bandOf(bands, y, z), size.x - 1)
    }
  }
  return rights
}

const isAlike = ({ cells, digits }: Bands, cell: number, other: number) =>
  cells[other] !== 0 && (digits === 0 || cells[cell] === cells[other])

function meetOnSurface(
  bands: Bands,
  topology: Topology,
  { offsets }: Connectivity,
  meet: MeetAcross,
): void {
  const { size, cells } = bands
  const resolve = createSiteResolver(size, topology)
  const between = noCrossing()
  const isInside = (x: number, y: number) => x >= 0 && x < size.x && y >= 0 && y < size.y
  for (let y = 0; y < size.y; y++) {
    const isEdge = y === 0 || y === size.y - 1
    const across = isEdge || size.x === 1 ? 1 : size.x - 1
    for (let x = 0; x < size.x; x += across) {
      const cell = x + size.x * y
      if (cells[cell] === 0) continue
      const run = runOf(bands, bandOf(bands, y, 0), x)
      for (let i = 0; i < offsets.length; i += 3) {
        const [toX, toY] = [x + offsets[i]!, y + offsets[i + 1]!]
        if (isInside(toX, toY)) continue
        const site = resolve(toX, toY, offsets[i + 2]!)
        if (site === OUTSIDE || !isAlike(bands, cell, site)) continue
        const other = runOf(bands, bandOf(bands, Math.floor(site / size.x), 0), site % size.x)
        crossingTo(size, topology, toX, toY, between)
        meet(run, other, between)
      }
    }
  }
}
