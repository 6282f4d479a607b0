/**
 * Neighborhoods of any shape as lists of constant offsets into a plane with a border.
 *
 * A row is worked through once for each four sites, so that the loops over x stay long and simple.
 * On a bipartite lattice the sites of odd x + y + z have offsets of their own.
 */
import type { NeighborhoodTable } from '../../lattice/neighborhood.ts'
import type { GridLayout } from './grid-layout.ts'
import type { RowGatherer } from './row-gatherer.ts'

/** Index offsets of the sites looked at, in flat order. */
type Sites = Int32Array

/** Adds up the sites' bytes; `withSelf` adds the cell's own. */
export function createOffsetSummer(
  layout: GridLayout,
  table: NeighborhoodTable,
  withSelf: boolean,
): RowGatherer {
  return createOffsetGatherer(layout, table, withSelf, sumSites)
}

/** Reads the sites' bytes of 0 and 1, the cell's own among them, as bits: the first is highest. */
export function createOffsetIndexer(layout: GridLayout, table: NeighborhoodTable): RowGatherer {
  return createOffsetGatherer(layout, table, true, indexSites)
}

type GatherSites = (
  keys: Int32Array,
  plane: Uint8Array,
  row: number,
  sites: Sites,
  firstX: number,
  stepX: number,
) => void

function createOffsetGatherer(
  layout: GridLayout,
  { offsets, oddOffsets }: NeighborhoodTable,
  withSelf: boolean,
  gatherSites: GatherSites,
): RowGatherer {
  const { size, strideY, strideZ, origin } = layout
  const keys = new Int32Array(size.x)
  const evenSites = buildSites(layout, offsets, withSelf)
  const oddSites = oddOffsets && buildSites(layout, oddOffsets, withSelf)
  return {
    countsSelf: withSelf,
    gather(plane, y, z) {
      const row = origin + y * strideY + z * strideZ
      if (oddSites === undefined) {
        gatherSites(keys, plane, row, evenSites, 0, 1)
      } else {
        const firstEven = (y + z) % 2
        gatherSites(keys, plane, row, evenSites, firstEven, 2)
        gatherSites(keys, plane, row, oddSites, 1 - firstEven, 2)
      }
      return keys
    },
  }
}

/** Offsets of cells as offsets of indices. Both are in flat order, and the cell itself is 0. */
function buildSites(layout: GridLayout, offsets: Int32Array, withSelf: boolean): Sites {
  const sites: number[] = withSelf ? [0] : []
  for (let i = 0; i < offsets.length; i += 3) {
    sites.push(offsets[i]! + offsets[i + 1]! * layout.strideY + offsets[i + 2]! * layout.strideZ)
  }
  // A border of the neighborhood's reach keeps rows apart, so flat order is that of the indices.
  return Int32Array.from(sites).sort()
}

function sumSites(
  keys: Int32Array,
  plane: Uint8Array,
  row: number,
  sites: Sites,
  firstX: number,
  stepX: number,
): void {
  const width = keys.length
  for (let x = firstX; x < width; x += stepX) keys[x] = 0
  let i = 0
  for (; i + 4 <= sites.length; i += 4) {
    const a = row + sites[i]!
    const b = row + sites[i + 1]!
    const c = row + sites[i + 2]!
    const d = row + sites[i + 3]!
    for (let x = firstX; x < width; x += stepX) {
      keys[x] = keys[x]! + plane[a + x]! + plane[b + x]! + plane[c + x]! + plane[d + x]!
    }
  }
  for (; i < sites.length; i++) {
    const a = row + sites[i]!
    for (let x = firstX; x < width; x += stepX) keys[x] = keys[x]! + plane[a + x]!
  }
}

function indexSites(
  keys: Int32Array,
  plane: Uint8Array,
  row: number,
  sites: Sites,
  firstX: number,
  stepX: number,
): void {
  const width = keys.length
  for (let x = firstX; x < width; x += stepX) keys[x] = 0
  for (let i = 0; i < sites.length; i++) {
    const a = row + sites[i]!
    for (let x = firstX; x < width; x += stepX) keys[x] = (keys[x]! << 1) | plane[a + x]!
  }
}
