/**
 * Where the cells of a world lie in a plane of bytes, and the border around them.
 *
 * A border as deep as the neighborhood reaches lets a kernel look at every neighbor with a
 * constant offset. What the border holds is copied in before each tick, along runs that are found
 * once with the site resolver; so every topology costs the inner loops nothing. In a box the
 * border stays 0 and there is nothing to copy.
 */
import type { Reach } from '../../lattice/neighborhood.ts'
import { createNearestResolver, createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'

/** The most border cells a plane may have. Only worlds far longer than wide come near it. */
export const MAX_BORDER_CELLS = 2 ** 25

/** Runs of at least this many cells are copied as blocks. */
const MIN_BLOCK_CELLS = 16

export interface GridLayout {
  readonly size: Size
  /** Bytes of a plane, border included. */
  readonly length: number
  /** Bytes from a cell to the next one along y and z. */
  readonly strideY: number
  readonly strideZ: number
  /** Index of cell (0, 0, 0). */
  readonly origin: number
}

/** Lays out a world with a border of `reach` cells at each of its faces. */
export function buildGridLayout(size: Size, reach: Reach): GridLayout {
  const strideY = size.x + 2 * reach.x
  const strideZ = strideY * (size.y + 2 * reach.y)
  return {
    size,
    length: strideZ * (size.z + 2 * reach.z),
    strideY,
    strideZ,
    origin: reach.x + strideY * reach.y + strideZ * reach.z,
  }
}

/** How many cells of a layout are border. */
export function countBorderCells(layout: GridLayout): number {
  return layout.length - countCells(layout.size)
}

/**
 * Finds what the border of a layout holds: target index, source index and length of each run of
 * cells that is copied, three numbers a run.
 *
 * @param edge what sites outside the world read as: 0, or the nearest site inside.
 */
export function buildBorderRuns(
  layout: GridLayout,
  reach: Reach,
  topology: Topology,
  edge: 'zero' | 'nearest' = 'zero',
): Int32Array {
  if (topology.kind === 'box' && edge === 'zero') return new Int32Array(0)
  const { size, strideY, strideZ, origin } = layout
  const resolve = (edge === 'zero' ? createSiteResolver : createNearestResolver)(size, topology)
  const runs = new RunList()

  const addRun = (y: number, z: number, fromX: number, toX: number) => {
    const row = origin + y * strideY + z * strideZ
    for (let x = fromX; x < toX; x++) {
      const site = resolve(x, y, z)
      if (site === OUTSIDE) continue
      const sourceX = site % size.x
      const sourceY = Math.floor(site / size.x) % size.y
      const sourceZ = Math.floor(site / (size.x * size.y))
      runs.add(row + x, origin + sourceX + sourceY * strideY + sourceZ * strideZ)
    }
  }
  for (let z = -reach.z; z < size.z + reach.z; z++) {
    for (let y = -reach.y; y < size.y + reach.y; y++) {
      const isInside = y >= 0 && y < size.y && z >= 0 && z < size.z
      addRun(y, z, -reach.x, isInside ? 0 : size.x)
      addRun(y, z, size.x, size.x + reach.x)
    }
  }
  return runs.take()
}

/** Copies into a plane's border what its cells now are. */
export function fillBorder(plane: Uint8Array, runs: Int32Array): void {
  for (let i = 0; i < runs.length; i += 3) {
    const target = runs[i]!
    const source = runs[i + 1]!
    const length = runs[i + 2]!
    if (length >= MIN_BLOCK_CELLS) {
      plane.copyWithin(target, source, source + length)
    } else {
      for (let k = 0; k < length; k++) plane[target + k] = plane[source + k]!
    }
  }
}

/** Gathers copies of single cells into runs. */
class RunList {
  #runs = new Int32Array(1024)
  #length = 0

  add(target: number, source: number): void {
    const last = this.#length - 3
    if (last >= 0) {
      const cells = this.#runs[last + 2]!
      if (this.#runs[last]! + cells === target && this.#runs[last + 1]! + cells === source) {
        this.#runs[last + 2] = cells + 1
        return
      }
    }
    if (this.#length + 3 > this.#runs.length) {
      const longer = new Int32Array(this.#runs.length * 2)
      longer.set(this.#runs)
      this.#runs = longer
    }
    this.#runs[this.#length++] = target
    this.#runs[this.#length++] = source
    this.#runs[this.#length++] = 1
  }

  take(): Int32Array {
    return this.#runs.slice(0, this.#length)
  }
}
