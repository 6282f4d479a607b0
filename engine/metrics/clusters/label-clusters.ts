/**
 * Clusters: the connected components of a state.
 *
 * Rows are cut into runs, runs that touch are joined, and clusters are numbered by the first cell
 * they have in flat order, so that equal states have equal numbers whatever found them. No object is
 * made for a cell or a cluster.
 */
import type { Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import { type CellRuns, findRuns, type Likeness } from './cell-runs.ts'
import type { Connectivity } from './connectivity.ts'
import { crossingGroupOf } from './crossings.ts'
import { ClusterError } from './errors.ts'
import { joinByBits } from './join-bits.ts'
import { meetAcrossEdges } from './join-edges.ts'
import { joinInside } from './join-runs.ts'
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
  /** Cells of each cluster, numbered from 0 in the order of their first cells. */
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
  const runs = findRuns(cells, size, likeness)
  const parents =
    runs.bits === undefined
      ? joinInside(runs, size, connectivity)
      : joinByBits(runs.bits, connectivity)
  const numbers = new Int32Array(runs.count)
  const inside = numberRoots(parents, numbers)
  const { count, percolates } =
    topology.kind === 'box'
      ? { count: inside, percolates: findSpans(runs, size, numbers, inside) }
      : joinAcross(runs, size, topology, connectivity, numbers, inside)
  const sizes = new Float64Array(count)
  for (let run = 0; run < runs.count; run++) {
    const cluster = numbers[run]!
    sizes[cluster] = sizes[cluster]! + runs.ends[run]! - runs.starts[run]!
  }
  return { count, sizes, percolates, paintLabels: () => paintLabels(runs, size, numbers) }
}

/** Numbers sets by their first runs, which are their roots. */
function numberRoots(parents: Int32Array, numbers: Int32Array): number {
  let count = 0
  for (let run = 0; run < parents.length; run++) {
    const root = parents[run]!
    numbers[run] = root === run ? count++ : numbers[root]!
  }
  return count
}

/** Joins the clusters that meet across edges, and numbers anew. */
function joinAcross(
  runs: CellRuns,
  size: Size,
  topology: Topology,
  connectivity: Connectivity,
  numbers: Int32Array,
  inside: number,
): Pick<Clusters, 'count' | 'percolates'> {
  const joiner = new WrapJoiner(inside, crossingGroupOf(topology))
  meetAcrossEdges(runs, size, topology, connectivity, (run, other, between) =>
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
  for (let run = 0; run < runs.count; run++) numbers[run] = renamed[numbers[run]!]!
  return { count, percolates: percolatesOf(joiner.around, size, topology) }
}

/** On a torus, a cell that is its own neighbor along an axis of one cell goes around nothing. */
function percolatesOf({ x, y, z }: Clusters['percolates'], size: Size, { kind }: Topology) {
  if (kind !== 'torus') return { x, y, z }
  return { x: x && size.x > 1, y: y && size.y > 1, z: z && size.z > 1 }
}

/** Along which axes some cluster touches both faces of a box. */
function findSpans(runs: CellRuns, size: Size, numbers: Int32Array, count: number) {
  const { starts, ends, rows } = runs
  const faces = new Uint8Array(count)
  // By sets of faces: whether a cluster touches just those.
  const touched = new Uint8Array(64)
  for (let row = 0; row < size.y * size.z; row++) {
    const y = row % size.y
    const z = Math.floor(row / size.y)
    const ofRow =
      (y === 0 ? 4 : 0) |
      (y === size.y - 1 ? 8 : 0) |
      (z === 0 ? 16 : 0) |
      (z === size.z - 1 ? 32 : 0)
    for (let run = rows[row]!; run < rows[row + 1]!; run++) {
      const ofRun = ofRow | (starts[run] === 0 ? 1 : 0) | (ends[run] === size.x ? 2 : 0)
      const cluster = numbers[run]!
      faces[cluster] = faces[cluster]! | ofRun
    }
  }
  for (let cluster = 0; cluster < count; cluster++) touched[faces[cluster]!] = 1
  // Where both faces are one layer there is nothing to reach across.
  const spans = (cells: number, both: number) =>
    cells > 1 && touched.some((isTouched, set) => isTouched === 1 && (set & both) === both)
  return { x: spans(size.x, 3), y: spans(size.y, 12), z: spans(size.z, 48) }
}

function paintLabels(
  { starts, ends, rows }: CellRuns,
  size: Size,
  numbers: Int32Array,
): Int32Array {
  const labels = new Int32Array(size.x * size.y * size.z)
  for (let row = 0; row < size.y * size.z; row++) {
    const first = row * size.x
    for (let run = rows[row]!; run < rows[row + 1]!; run++) {
      const label = numbers[run]! + 1
      for (let x = starts[run]!; x < ends[run]!; x++) labels[first + x] = label
    }
  }
  return labels
}
