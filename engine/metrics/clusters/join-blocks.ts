/**
 * Joins runs where all twenty-six cells around are adjacent: by blocks of 2 x 2 x 2 cells.
 *
 * Any two cells of such a block touch, and so do any two cells of the faces, edges or corners in
 * which two blocks meet. A bit for each cell of a block tells all of that, and there are an eighth
 * as many blocks as cells. In a dense state, where runs are short and each meets many, this is
 * several times faster than joining them (C. Grana, D. Borghesani, R. Cucchiara, "Optimized
 * block-based connected components labeling", IEEE TIP 19, 2010, who do it in the plane).
 */
import type { Size } from '../../lattice/size.ts'
import type { CellRuns } from './cell-runs.ts'
import { findRoot, startParents } from './join-runs.ts'

/** Bit `x + 2y + 4z` is that of a cell; these are the cells of a block on its lower sides. */
const LOWER = { x: 0x55, y: 0x33, z: 0x0f } as const
const ALL = 0xff

/** A grid of blocks with a border of empty ones, so that every block has others on all sides. */
interface BlockGrid {
  /** Blocks along x and y, the border's among them. */
  readonly width: number
  readonly height: number
  /** Which cells of each block live. */
  readonly masks: Uint8Array
}

/** The thirteen blocks before one in flat order: how far back, and the cells in which both meet. */
interface BlocksBefore {
  readonly steps: Int32Array
  /** Cells of the block itself that touch the earlier one, and cells of that which touch it. */
  readonly own: Uint8Array
  readonly other: Uint8Array
}

/** As `joinInside`, for all cells around and runs of live cells. */
export function joinByBlocks(runs: CellRuns, cells: Uint8Array, size: Size): Int32Array {
  const grid = maskBlocks(cells, size)
  const sets = joinBlocks(grid)
  const firstRuns = new Int32Array(sets.length).fill(-1)
  const parents = new Int32Array(runs.count)
  let run = 0
  for (let row = 0; row < size.y * size.z; row++) {
    const firstBlock = blockOfRow(grid, row % size.y, Math.floor(row / size.y))
    for (const end = runs.rows[row + 1]!; run < end; run++) {
      const root = sets[firstBlock + (runs.starts[run]! >> 1)]!
      if (firstRuns[root] === -1) firstRuns[root] = run
      parents[run] = firstRuns[root]!
    }
  }
  return parents
}

/** The block of the first cell of a row. */
function blockOfRow({ width, height }: Omit<BlockGrid, 'masks'>, y: number, z: number): number {
  return 1 + width * (1 + (y >> 1) + height * (1 + (z >> 1)))
}

function maskBlocks(cells: Uint8Array, size: Size): BlockGrid {
  const [width, height] = [((size.x + 1) >> 1) + 2, ((size.y + 1) >> 1) + 2]
  const masks = new Uint8Array(width * height * (((size.z + 1) >> 1) + 2))
  const grid = { width, height, masks }
  const pairs = size.x >> 1
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const first = size.x * (y + size.y * z)
      const block = blockOfRow(grid, y, z)
      const shift = 2 * (y & 1) + 4 * (z & 1)
      for (let pair = 0; pair < pairs; pair++) {
        const lower = (cells[first + 2 * pair]! + 255) >> 8
        const upper = ((cells[first + 2 * pair + 1]! + 255) >> 8) << 1
        masks[block + pair] = masks[block + pair]! | ((lower | upper) << shift)
      }
      if (size.x % 2 === 0) continue
      const last = (cells[first + size.x - 1]! + 255) >> 8
      masks[block + pairs] = masks[block + pairs]! | (last << shift)
    }
  }
  return grid
}

function listBlocksBefore({ width, height }: BlockGrid): BlocksBefore {
  const found: (readonly [step: number, own: number, other: number])[] = []
  const side = (d: number, lower: number) => (d === 0 ? ALL : d < 0 ? lower : ALL ^ lower)
  const facing = (dx: number, dy: number, dz: number) =>
    side(dx, LOWER.x) & side(dy, LOWER.y) & side(dz, LOWER.z)
  for (const dz of [-1, 0]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        if (dz === 0 && (dy > 0 || (dy === 0 && dx >= 0))) continue
        const step = dx + width * (dy + height * dz)
        found.push([step, facing(dx, dy, dz), facing(-dx, -dy, -dz)])
      }
    }
  }
  return {
    steps: Int32Array.from(found, ([step]) => step),
    own: Uint8Array.from(found, ([, own]) => own),
    other: Uint8Array.from(found, ([, , other]) => other),
  }
}

/** The root of each block's set; blocks without live cells are sets of their own. */
function joinBlocks(grid: BlockGrid): Int32Array {
  const { masks } = grid
  const { steps, own, other } = listBlocksBefore(grid)
  const parents = startParents(masks.length)
  for (let block = 0; block < masks.length; block++) {
    const mask = masks[block]!
    if (mask === 0) continue
    let root = block
    for (let i = 0; i < steps.length; i++) {
      const met = block + steps[i]!
      // Where much is alive almost all is joined already, which is asked first: it is guessed right.
      if (parents[met] === root) continue
      if ((mask & own[i]!) === 0 || (masks[met]! & other[i]!) === 0) continue
      const metRoot = findRoot(parents, met)
      if (metRoot < root) {
        parents[root] = metRoot
        root = metRoot
      } else if (metRoot > root) {
        parents[metRoot] = root
      }
    }
  }
  for (let block = 0; block < parents.length; block++) parents[block] = parents[parents[block]!]!
  return parents
}
