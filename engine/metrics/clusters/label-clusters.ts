/**
 * Clusters: the connected components of a state.
 *
 * Rows are taken together to bands, whose columns are cut into runs; runs that touch are joined. What is
 * found depends on the state alone. No object is made for a cell or a cluster.
 */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { countOnes } from '../../math/word-bits.ts'
import { type Bands, bandOf, buildBands, type Likeness, planeOf, runOf } from './bands.ts'
import type { Connectivity } from './connectivity.ts'
import { crossingGroupOf } from './crossings.ts'
import { numberSets } from './disjoint-sets.ts'
import { ClusterError } from './errors.ts'
import { joinInside } from './join-bands.ts'
import { meetAcrossEdges } from './join-edges.ts'
import { WrapJoiner } from './wrap-joiner.ts'

/** A state whose clusters are looked for. */
export interface ClusteredState {
  readonly size: Size
  readonly topology: Topology
  /** One byte a cell in flat order; only read. */
  readonly cells: Uint8Array
}

export interface Clusters {
  readonly count: number
  /** Cells of each cluster, numbered from 0 on, in an order that is the same for equal states. */
  readonly sizes: Float64Array
  /**
   * Along which axes some cluster percolates: in a box, reaches from one face to another; elsewhere,
   * closes a loop around the world that cannot be drawn together, on a torus along an axis of more than
   * one cell. A cross-surface has one kind of such
   * loops, which counts for both axes; a sphere has none.
   */
  readonly percolates: { readonly x: boolean; readonly y: boolean; readonly z: boolean }
  /** Lays the numbers out: 1 more than a cell's cluster, and 0 for cells of none. */
  paintLabels(): Int32Array
}

/**
 * Finds the clusters of a state.
 *
 * @param likeness what joins cells: that both live, or that they live and are in the same state.
 * @throws {ClusterError} when the connectivity has fewer axes than the world, or there are too many
 * cells.
 */
export function labelClusters(
  { size, topology, cells }: ClusteredState,
  connectivity: Connectivity,
  likeness: Likeness = 'alive',
): Clusters {
  const axes = size.z > 1 ? 3 : size.y > 1 ? 2 : 1
  if (connectivity.dimensions < axes) {
    const found = `a world of ${axes} dimensions by ${connectivity.name}`
    throw new ClusterError({ found, wanted: 'a connectivity has as many dimensions as the world' })
  }
  const bands = buildBands(cells, size, connectivity, likeness)
  const numbers = new Int32Array(bands.count)
  const inside = numberSets(joinInside(bands), numbers)
  const { count, percolates } =
    topology.kind === 'box'
      ? { count: inside, percolates: findSpans(bands, numbers, inside) }
      : joinAcross(bands, topology, connectivity, numbers, inside)
  return {
    count,
    sizes: countSizes(bands, numbers, count),
    percolates,
    paintLabels: () => paintLabels(bands, numbers),
  }
}

/** Joins the clusters that meet across edges, and numbers anew. */
function joinAcross(
  bands: Bands,
  topology: Topology,
  connectivity: Connectivity,
  numbers: Int32Array,
  inside: number,
): Pick<Clusters, 'count' | 'percolates'> {
  const joiner = new WrapJoiner(inside, crossingGroupOf(topology))
  meetAcrossEdges(bands, topology, connectivity, (run, other, between) =>
    joiner.join(numbers[run]!, numbers[other]!, between),
  )
  const renamed = new Int32Array(inside).fill(-1)
  let count = 0
  for (let cluster = 0; cluster < inside; cluster++) {
    const root = joiner.rootOf(cluster)
    if (renamed[root] === -1) renamed[root] = count++
    // A root that comes later than its members has its number by then.
    if (cluster !== root) renamed[cluster] = renamed[root]!
  }
  for (let run = 0; run < numbers.length; run++) numbers[run] = renamed[numbers[run]!]!
  return { count, percolates: percolatesOf(joiner.around, bands.size, topology) }
}

/** On a torus, a cell that is its own neighbor along an axis of one cell goes around nothing. */
function percolatesOf({ x, y, z }: Clusters['percolates'], size: Size, { kind }: Topology) {
  if (kind !== 'torus') return { x, y, z }
  return { x: x && size.x > 1, y: y && size.y > 1, z: z && size.z > 1 }
}

/** Cells of clusters: of each run, those before the next one begins. */
function countSizes(bands: Bands, numbers: Int32Array, count: number): Float64Array {
  const { planes, planeWords, first, starts, plan } = bands
  const rows = plan.rowsY * plan.rowsZ
  const sizes = new Float64Array(count)
  // Behind the plane of all rows come those of single ones.
  const plane = rows === 1 ? 0 : planeWords
  let run = -1
  let counted = 0
  let before = 0
  for (let word = first; word < planeWords; word++) {
    if (planes[word] === 0) continue
    const a = planes[plane + word]!
    const b = rows > 1 ? planes[plane + planeWords + word]! : 0
    const c = rows > 2 ? planes[plane + 2 * planeWords + word]! : 0
    const d = rows > 2 ? planes[plane + 3 * planeWords + word]! : 0
    for (let rest = starts[word]!; rest !== 0; rest &= rest - 1) {
      const lower = (rest & -rest) - 1
      let cells = before + countOnes(a & lower)
      if (rows > 1) cells += countOnes(b & lower)
      if (rows > 2) cells += countOnes(c & lower) + countOnes(d & lower)
      if (run >= 0) sizes[numbers[run]!]! += cells - counted
      counted = cells
      run++
    }
    before += countOnes(a) + countOnes(b) + countOnes(c) + countOnes(d)
  }
  if (run >= 0) sizes[numbers[run]!]! += before - counted
  return sizes
}

/** Along which axes some cluster touches both faces of a box. */
function findSpans(bands: Bands, numbers: Int32Array, count: number) {
  const { size } = bands
  const faces = new Uint8Array(count)
  // Where both faces are one layer there is nothing to reach across.
  const [isLongX, isLongY, isLongZ] = [size.x > 1, size.y > 1, size.z > 1]
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      if (isLongX) markEnds(bands, numbers, faces, y, z)
      const ofRow =
        (isLongY && y === 0 ? 4 : 0) |
        (isLongY && y === size.y - 1 ? 8 : 0) |
        (isLongZ && z === 0 ? 16 : 0) |
        (isLongZ && z === size.z - 1 ? 32 : 0)
      if (ofRow !== 0) markRow(bands, numbers, faces, y, z, ofRow)
    }
  }
  // By sets of faces: whether a cluster touches just those.
  const touched = new Uint8Array(64)
  for (let cluster = 0; cluster < count; cluster++) touched[faces[cluster]!] = 1
  const spans = (both: number) =>
    touched.some((isTouched, set) => isTouched === 1 && (set & both) === both)
  return { x: spans(3), y: spans(12), z: spans(48) }
}

/** Marks the clusters at the ends of a row. */
function markEnds(bands: Bands, numbers: Int32Array, faces: Uint8Array, y: number, z: number) {
  const { size, cells } = bands
  const band = bandOf(bands, y, z)
  const row = size.x * (y + size.y * z)
  if (cells[row] !== 0) faces[numbers[runOf(bands, band, 0)]!]! |= 1
  if (cells[row + size.x - 1] !== 0) faces[numbers[runOf(bands, band, size.x - 1)]!]! |= 2
}

/** Marks the clusters of a row. */
function markRow(
  bands: Bands,
  numbers: Int32Array,
  faces: Uint8Array,
  y: number,
  z: number,
  mark: number,
): void {
  const { planes, planeWords, bandWords, linked } = bands
  const band = bandOf(bands, y, z)
  const plane = planeOf(bands, y, z) * planeWords
  for (let word = 0; word < bandWords; word++) {
    const live = planes[plane + band + word]!
    // Cells that follow another of their run in this row need no look.
    let rest = live & ~(linked[band + word]! & (live << 1))
    for (; rest !== 0; rest &= rest - 1) {
      const x = 32 * word + 31 - Math.clz32(rest & -rest)
      faces[numbers[runOf(bands, band, x)]!]! |= mark
    }
  }
}

function paintLabels(bands: Bands, numbers: Int32Array): Int32Array {
  const { size, cells } = bands
  const labels = new Int32Array(cells.length)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const band = bandOf(bands, y, z)
      const row = size.x * (y + size.y * z)
      for (let x = 0; x < size.x; x++) {
        if (cells[row + x] !== 0) labels[row + x] = numbers[runOf(bands, band, x)]! + 1
      }
    }
  }
  return labels
}
