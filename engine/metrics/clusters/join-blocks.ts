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

/** A block before another in flat order, and the cells of both in which they meet. */
interface BlockBefore {
  readonly dx: number
  readonly dy: number
  readonly dz: number
  /** Bits of the cells of the later block that touch the earlier one, and of the earlier block. */
  readonly own: number
  readonly other: number
}

/** Bit `x + 2y + 4z` is that of a cell; these are the cells of a block on its lower and upper sides. */
const LOWER = { x: 0x55, y: 0x33, z: 0x0f } as const
const ALL = 0xff

const side = (d: number, lower: number) => (d === 0 ? ALL : d < 0 ? lower : ALL ^ lower)

const BLOCKS_BEFORE: readonly BlockBefore[] = listBlocksBefore()

function listBlocksBefore(): BlockBefore[] {
  const found: BlockBefore[] = []
  for (const dz of [-1, 0]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        if (dz === 0 && (dy > 0 || (dy === 0 && dx >= 0))) continue
        const facing = (sign: 1 | -1) =>
          side(sign * dx, LOWER.x) & side(sign * dy, LOWER.y) & side(sign * dz, LOWER.z)
        found.push({ dx, dy, dz, own: facing(1), other: facing(-1) })
      }
    }
  }
  return found
}

/** As `joinInside`, for all cells around and runs of live cells. */
export function joinByBlocks(runs: CellRuns, cells: Uint8Array, size: Size): Int32Array {
  const blocks = { x: (size.x + 1) >> 1, y: (size.y + 1) >> 1, z: (size.z + 1) >> 1 }
  const masks = maskBlocks(cells, size, blocks)
  const sets = joinBlocks(masks, blocks)
  const firstRuns = new Int32Array(masks.length).fill(-1)
  const parents = new Int32Array(runs.count)
  let run = 0
  for (let row = 0; row < size.y * size.z; row++) {
    const y = row % size.y
    const z = Math.floor(row / size.y)
    const rowOfBlocks = blocks.x * ((y >> 1) + blocks.y * (z >> 1))
    for (const end = runs.rows[row + 1]!; run < end; run++) {
      const root = sets[rowOfBlocks + (runs.starts[run]! >> 1)]!
      if (firstRuns[root] === -1) firstRuns[root] = run
      parents[run] = firstRuns[root]!
    }
  }
  return parents
}

/** Which cells of each block live. */
function maskBlocks(cells: Uint8Array, size: Size, blocks: Size): Uint8Array {
  const masks = new Uint8Array(blocks.x * blocks.y * blocks.z)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const first = size.x * (y + size.y * z)
      const firstBlock = blocks.x * ((y >> 1) + blocks.y * (z >> 1))
      const shift = 2 * (y & 1) + 4 * (z & 1)
      const pairs = size.x >> 1
      for (let pair = 0; pair < pairs; pair++) {
        const lower = (cells[first + 2 * pair]! + 255) >> 8
        const upper = (cells[first + 2 * pair + 1]! + 255) >> 8
        masks[firstBlock + pair] = masks[firstBlock + pair]! | ((lower | (upper << 1)) << shift)
      }
      if (size.x % 2 === 0) continue
      const last = (cells[first + size.x - 1]! + 255) >> 8
      masks[firstBlock + pairs] = masks[firstBlock + pairs]! | (last << shift)
    }
  }
  return masks
}

/** The root of each block's set; blocks without live cells are sets of their own. */
function joinBlocks(masks: Uint8Array, blocks: Size): Int32Array {
  const parents = startParents(masks.length)
  for (let z = 0; z < blocks.z; z++) {
    for (let y = 0; y < blocks.y; y++) {
      const near = BLOCKS_BEFORE.filter(({ dy, dz }) => {
        return y + dy >= 0 && y + dy < blocks.y && z + dz >= 0
      }).map((before) => ({
        ...before,
        step: before.dx + blocks.x * (before.dy + blocks.y * before.dz),
      }))
      const first = blocks.x * (y + blocks.y * z)
      for (let x = 0; x < blocks.x; x++) {
        const mask = masks[first + x]!
        if (mask === 0) continue
        let root = first + x
        for (const { dx, own, other, step } of near) {
          if ((mask & own) === 0 || x + dx < 0 || x + dx >= blocks.x) continue
          const met = first + x + step
          if ((masks[met]! & other) === 0 || parents[met] === root) continue
          const metRoot = findRoot(parents, met)
          if (metRoot < root) {
            parents[root] = metRoot
            root = metRoot
          } else if (metRoot > root) {
            parents[metRoot] = root
          }
        }
        parents[first + x] = root
      }
    }
  }
  for (let block = 0; block < parents.length; block++) parents[block] = parents[parents[block]!]!
  return parents
}
