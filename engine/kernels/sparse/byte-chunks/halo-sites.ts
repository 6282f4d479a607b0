/**
 * Where the cells of a chunk find what they see: indices in the bytes of the chunk and what lies
 * around it.
 */
import { buildNeighborhood, type Reach } from '../../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../../lattice/size.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import type { Gathering } from '../../../rules/program/program.ts'

/** A chunk of some size within its halo. */
export interface Halo {
  /** The size of chunk and surroundings. */
  readonly size: Size
  /** Index in the halo of each cell of the chunk, in flat order. */
  readonly indices: Int32Array
}

export function buildHalo(chunkSize: Size, reach: Reach): Halo {
  const size = {
    x: chunkSize.x + 2 * reach.x,
    y: chunkSize.y + 2 * reach.y,
    z: chunkSize.z + 2 * reach.z,
  }
  const indices = tabulate(
    { ...reach, size: chunkSize },
    (x, y, z) => x + size.x * (y + size.y * z),
    new Int32Array(countCells(chunkSize)),
  )
  return { size, indices }
}

/** What a gathering gathers for all cells of a chunk; good until it is taken for another chunk. */
export interface HaloSites {
  /** How many sites each cell gathers. */
  readonly count: number
  /** Index in the halo of site number `site` of each cell. Good until it is asked again. */
  indicesOf(site: number): Int32Array
  /** Which of its block's sites each cell is; of neighborhoods 0. */
  readonly positions: Int32Array
}

/** What a gathering gathers in a chunk at a tick. */
export type FindSites = (box: WorldBox, tick: number) => HaloSites

export function planSites(gathering: Gathering, halo: Halo): FindSites {
  return gathering.kind === 'block'
    ? planBlocks(gathering, halo)
    : planNeighborhood(gathering, halo)
}

function planNeighborhood(
  { neighborhood, withCenter }: Extract<Gathering, { readonly kind: 'neighborhood' }>,
  { size, indices }: Halo,
): FindSites {
  const { offsets, oddOffsets } = buildNeighborhood(neighborhood)
  const listSteps = (flat: Int32Array) => {
    const list = withCenter ? [[0, 0, 0]] : []
    for (let i = 0; i < flat.length; i += 3) list.push([...flat.subarray(i, i + 3)])
    list.sort((a, b) => a[2]! - b[2]! || a[1]! - b[1]! || a[0]! - b[0]!)
    return list.map(([dx, dy, dz]) => dx! + size.x * (dy! + size.y * dz!))
  }
  const even = listSteps(offsets)
  const odd = oddOffsets && listSteps(oddOffsets)
  const isOdd = odd && new Uint8Array(indices.length)
  const moved = new Int32Array(indices.length)
  const sites: HaloSites = {
    count: even.length,
    positions: new Int32Array(indices.length),
    indicesOf(site) {
      const step = even[site]!
      if (odd === undefined || isOdd === undefined) {
        for (let i = 0; i < moved.length; i++) moved[i] = indices[i]! + step
        return moved
      }
      const oddStep = odd[site]!
      for (let i = 0; i < moved.length; i++) {
        moved[i] = indices[i]! + (isOdd[i] === 1 ? oddStep : step)
      }
      return moved
    },
  }
  return (box) => {
    if (isOdd !== undefined) tabulate(box, (x, y, z) => (x + y + z) & 1, isOdd)
    return sites
  }
}

function planBlocks(
  { sizeCells, corners }: Extract<Gathering, { readonly kind: 'block' }>,
  { size, indices }: Halo,
): FindSites {
  const wrap = (n: number, period: number) => ((n % period) + period) % period
  /** How far each site of a block is from the block's first, in indices. */
  const steps = tabulate(
    { x: 0, y: 0, z: 0, size: sizeCells },
    (x, y, z) => x + size.x * (y + size.y * z),
    new Int32Array(countCells(sizeCells)),
  )
  const positions = new Int32Array(indices.length)
  const moved = new Int32Array(indices.length)
  const sites: HaloSites = {
    count: steps.length,
    positions,
    indicesOf(site) {
      const step = steps[site]!
      for (let i = 0; i < moved.length; i++) moved[i] = indices[i]! + step - steps[positions[i]!]!
      return moved
    },
  }
  return (box, tick) => {
    const [cornerX, cornerY, cornerZ] = corners[tick % corners.length]!
    const positionOf = (x: number, y: number, z: number) => {
      const [px, py] = [wrap(x - cornerX, sizeCells.x), wrap(y - cornerY, sizeCells.y)]
      return px + sizeCells.x * (py + sizeCells.y * wrap(z - cornerZ, sizeCells.z))
    }
    tabulate(box, positionOf, positions)
    return sites
  }
}

/** Fills an array with what is said of each site of a box, in flat order. */
export function tabulate<T extends Uint8Array | Int32Array>(
  { x, y, z, size }: WorldBox,
  valueAt: (x: number, y: number, z: number) => number,
  into: T,
): T {
  let index = 0
  for (let dz = 0; dz < size.z; dz++) {
    for (let dy = 0; dy < size.y; dy++) {
      for (let dx = 0; dx < size.x; dx++) into[index++] = valueAt(x + dx, y + dy, z + dz)
    }
  }
  return into
}
