/** The largest clusters of a state, each with a cell of it and the box that it spans. */
import type { WorldBox } from '../../lattice/world-box.ts'
import type { Connectivity } from './connectivity.ts'
import { type ClusteredState, type Clusters, labelClusters } from './label-clusters.ts'

/** More rows nobody reads. */
export const MAX_CLUSTER_ROWS = 200

export interface ClusterRow {
  readonly cells: number
  /** One of its cells: the middle one in flat order. */
  readonly site: { readonly x: number; readonly y: number; readonly z: number }
  /**
   * The smallest box that holds it, with its corner in the world. On a torus it may reach beyond the
   * last site of an axis, and goes on at the first.
   */
  readonly box: WorldBox
}

export interface ClusterList extends Pick<Clusters, 'count' | 'percolates' | 'sizes'> {
  /** The largest first, those of one size in the order of their numbers. */
  readonly rows: readonly ClusterRow[]
}

/**
 * Finds the clusters of a state and describes the largest.
 *
 * @throws {ClusterError} when the connectivity has fewer axes than the world, or there are too many
 * cells.
 */
export function listClusters(
  state: ClusteredState,
  connectivity: Connectivity,
  maxRows = MAX_CLUSTER_ROWS,
): ClusterList {
  const clusters = labelClusters(state, connectivity)
  const { count, percolates, sizes } = clusters
  const largest = pickLargest(sizes, maxRows)
  const rows = largest.length === 0 ? [] : describe(state, clusters, largest)
  return { count, percolates, sizes, rows }
}

/** Numbers of the largest clusters, without sorting all of them as objects. */
function pickLargest(sizes: Float64Array, maxRows: number): readonly number[] {
  const least = sizes.toSorted()[Math.max(0, sizes.length - maxRows)] ?? 0
  const above: number[] = []
  const equal: number[] = []
  for (let cluster = 0; cluster < sizes.length; cluster++) {
    if (sizes[cluster]! > least) above.push(cluster)
    else if (sizes[cluster] === least && equal.length < maxRows) equal.push(cluster)
  }
  return [...above, ...equal].slice(0, maxRows).sort((a, b) => sizes[b]! - sizes[a]! || a - b)
}

function describe(
  { size, topology }: ClusteredState,
  { sizes, paintLabels }: Clusters,
  largest: readonly number[],
): ClusterRow[] {
  const labels = paintLabels()
  const rankOf = new Int32Array(sizes.length + 1).fill(-1)
  for (const [rank, cluster] of largest.entries()) rankOf[cluster + 1] = rank
  const seen = new Float64Array(largest.length)
  const middle = new Float64Array(largest.length)
  // Which places of each axis a cluster takes.
  const taken = largest.map(() => ({
    x: new Uint8Array(size.x),
    y: new Uint8Array(size.y),
    z: new Uint8Array(size.z),
  }))
  for (let z = 0, cell = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (let x = 0; x < size.x; x++, cell++) {
        const rank = rankOf[labels[cell]!]!
        if (rank < 0) continue
        if (seen[rank]!++ === (sizes[largest[rank]!]! - 1) >> 1) middle[rank] = cell
        const places = taken[rank]!
        places.x[x] = 1
        places.y[y] = 1
        places.z[z] = 1
      }
    }
  }
  const isJoined = topology.kind === 'torus'
  return largest.map((cluster, rank) => {
    const { x, y, z } = taken[rank]!
    const [spanX, spanY, spanZ] = [spanOf(x, isJoined), spanOf(y, isJoined), spanOf(z, isJoined)]
    const cell = middle[rank]!
    return {
      cells: sizes[cluster]!,
      site: {
        x: cell % size.x,
        y: Math.floor(cell / size.x) % size.y,
        z: Math.floor(cell / (size.x * size.y)),
      },
      box: {
        x: spanX.start,
        y: spanY.start,
        z: spanZ.start,
        size: { x: spanX.cells, y: spanY.cells, z: spanZ.cells },
      },
    }
  })
}

/** The shortest stretch of an axis that holds all places which are taken, around its end where that is joined. */
function spanOf(taken: Uint8Array, isJoined: boolean): { start: number; cells: number } {
  const first = taken.indexOf(1)
  const last = taken.lastIndexOf(1)
  let start = first
  let widestGap = isJoined ? first + taken.length - last - 1 : taken.length
  let cells = last - first + 1
  if (!isJoined) return { start, cells }
  for (let at = first, before = first; at <= last; at++) {
    if (taken[at] === 0) continue
    const gap = at - before - 1
    if (gap > widestGap) {
      widestGap = gap
      start = at
      cells = taken.length - gap
    }
    before = at
  }
  return { start, cells }
}
