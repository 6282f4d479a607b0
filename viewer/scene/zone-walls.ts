/** Where zones end: walls between cells of different zones, and the edges of those walls. */
import type { Size } from '../../engine/lattice/size.ts'

export interface ZoneWalls {
  /** Corners of triangles, three numbers each, in cell space. */
  readonly walls: Float32Array
  /** Ends of line segments, three numbers each, in cell space. */
  readonly edges: Float32Array
  /** The middle of each zone's cells in cell space, by number; undefined where it has none. */
  readonly middles: readonly (readonly [x: number, y: number, z: number] | undefined)[]
}

const OUTSIDE = -1

type Triple = [number, number, number]

/** The two axes across each axis. */
const ACROSS = [
  [1, 2],
  [0, 2],
  [0, 1],
] as const

/** @param numbers the zone of each cell, in flat order. */
export function buildZoneWalls(numbers: Uint8Array, size: Size): ZoneWalls {
  const cells: Triple = [size.x, size.y, size.z]
  const zoneAt = zoneFinder(numbers, size)
  const walls: number[] = []
  const edges: number[] = []
  for (const axis of [0, 1, 2] as const) {
    addWalls(
      axis,
      cells,
      (own, other) => own !== other && own !== OUTSIDE && other !== OUTSIDE,
      zoneAt,
      walls,
    )
    addEdges(axis, cells, zoneAt, edges)
  }
  return {
    walls: Float32Array.from(walls),
    edges: Float32Array.from(edges),
    middles: findMiddles(numbers, size),
  }
}

/**
 * All that a zone is bounded by, the faces of the world included, and the edges of that.
 *
 * @param numbers the zone of each cell, in flat order.
 */
export function buildZoneShell(
  numbers: Uint8Array,
  zone: number,
  size: Size,
): Pick<ZoneWalls, 'walls' | 'edges'> {
  const cells: Triple = [size.x, size.y, size.z]
  const zoneAt = zoneFinder(numbers, size)
  const isIn = (site: Triple) => (zoneAt(site) === zone ? 1 : 0)
  const walls: number[] = []
  const edges: number[] = []
  for (const axis of [0, 1, 2] as const) {
    addWalls(axis, cells, (own, other) => own !== other, isIn, walls)
    addEdges(axis, cells, isIn, edges)
  }
  return { walls: Float32Array.from(walls), edges: Float32Array.from(edges) }
}

/** Gives the zone of a cell, OUTSIDE beyond the world. */
function zoneFinder(numbers: Uint8Array, size: Size): (site: Triple) => number {
  return ([x, y, z]) => {
    const isInside = x >= 0 && y >= 0 && z >= 0 && x < size.x && y < size.y && z < size.z
    return isInside ? numbers[x + size.x * (y + size.y * z)]! : OUTSIDE
  }
}

/** Walls across an axis, those that follow each other along the first of the other two as one. */
function addWalls(
  axis: 0 | 1 | 2,
  cells: Triple,
  divides: (own: number, other: number) => boolean,
  zoneAt: (site: Triple) => number,
  into: number[],
): void {
  const [u, v] = ACROSS[axis]
  const site: Triple = [0, 0, 0]
  const isWall = () => {
    const own = zoneAt(site)
    site[axis]--
    const other = zoneAt(site)
    site[axis]++
    return divides(own, other)
  }
  for (let at = 0; at <= cells[axis]; at++) {
    for (let row = 0; row < cells[v]; row++) {
      let start = -1
      for (let along = 0; along <= cells[u]; along++) {
        site[axis] = at
        site[v] = row
        site[u] = along
        const isOpen = along < cells[u] && isWall()
        if (isOpen && start === -1) start = along
        if (isOpen || start === -1) continue
        const corner = (du: number, dv: number) => {
          const point: Triple = [0, 0, 0]
          point[axis] = at
          point[u] = du
          point[v] = dv
          return point
        }
        const [a, b, c, d] = [
          corner(start, row),
          corner(along, row),
          corner(along, row + 1),
          corner(start, row + 1),
        ]
        into.push(...a, ...b, ...c, ...a, ...c, ...d)
        start = -1
      }
    }
  }
}

/** Edges along an axis, where walls (or a wall and a face of the world) meet at an angle. */
function addEdges(
  axis: 0 | 1 | 2,
  cells: Triple,
  zoneAt: (site: Triple) => number,
  into: number[],
): void {
  const [u, v] = ACROSS[axis]
  const zoneNear = (along: number, du: number, dv: number) => {
    const site: Triple = [0, 0, 0]
    site[axis] = along
    site[u] = du
    site[v] = dv
    return zoneAt(site)
  }
  const isEdge = (along: number, atU: number, atV: number) => {
    const low = zoneNear(along, atU - 1, atV - 1)
    const right = zoneNear(along, atU, atV - 1)
    const up = zoneNear(along, atU - 1, atV)
    const across = zoneNear(along, atU, atV)
    const first = [low, right, up, across].find((zone) => zone !== OUTSIDE)
    const hasWall = [low, right, up, across].some((zone) => zone !== OUTSIDE && zone !== first)
    // Where the faces of the world alone meet, the frame is drawn already.
    if (!hasWall) return false
    const isAlongV = low !== right || up !== across
    const isAlongU = low !== up || right !== across
    return isAlongU && isAlongV
  }
  for (let atV = 0; atV <= cells[v]; atV++) {
    for (let atU = 0; atU <= cells[u]; atU++) {
      let start = -1
      for (let along = 0; along <= cells[axis]; along++) {
        const isOpen = along < cells[axis] && isEdge(along, atU, atV)
        if (isOpen && start === -1) start = along
        if (isOpen || start === -1) continue
        for (const end of [start, along]) {
          const point: Triple = [0, 0, 0]
          point[axis] = end
          point[u] = atU
          point[v] = atV
          into.push(...point)
        }
        start = -1
      }
    }
  }
}

function findMiddles(numbers: Uint8Array, { x: width, y: height, z: depth }: Size) {
  const sums = Array.from({ length: 256 }, () => ({ cells: 0, at: [0, 0, 0] as Triple }))
  let i = 0
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const sum = sums[numbers[i++]!]!
        sum.cells++
        sum.at[0] += x + 0.5
        sum.at[1] += y + 0.5
        sum.at[2] += z + 0.5
      }
    }
  }
  return sums.map(({ cells, at: [x, y, z] }) =>
    cells === 0 ? undefined : ([x / cells, y / cells, z / cells] as const),
  )
}
