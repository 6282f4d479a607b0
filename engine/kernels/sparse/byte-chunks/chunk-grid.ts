/**
 * How a world is cut into chunks of bytes.
 *
 * Chunks are boxes of some thousand cells, or as long as the rule looks far. Along an axis with an
 * end the last chunk may be a part of one.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'

export type Axis = keyof Size

/** A part of a range of sites that lies in one chunk. */
export interface Part {
  /** Number of the chunk along the axis; undefined beyond a face, where all cells are 0. */
  readonly chunk: number | undefined
  /** Where in the chunk and where in the range it begins. */
  readonly within: number
  readonly at: number
  readonly cells: number
}

/** A box cut at the chunks, along each axis. */
export type Parts = Readonly<Record<Axis, readonly Part[]>>

/** Sites of a chunk along an axis: by the number of axes along which there is more than one site. */
const USUAL_CELLS = [1, 4096, 64, 16]
/** The most of them, for rules that look far. */
const MOST_CELLS = [1, 4096, 1024, 64]

export class ChunkGrid {
  readonly size: Size
  readonly chunkSize: Size
  readonly #isRing: boolean

  constructor(size: Size, topology: Topology, reach: Reach) {
    const open = Object.values(size).filter((cells) => cells !== 1).length
    const cellsAlong = (axis: Axis) => {
      const far = 2 ** Math.ceil(Math.log2(2 * reach[axis] + 1))
      const cells = Math.max(USUAL_CELLS[open]!, Math.min(far, MOST_CELLS[open]!))
      return size[axis] === 0 ? cells : Math.min(cells, size[axis])
    }
    this.size = size
    this.chunkSize = { x: cellsAlong('x'), y: cellsAlong('y'), z: cellsAlong('z') }
    this.#isRing = topology.kind === 'torus'
  }

  /** The sites of the chunk with these numbers. */
  boxOf(x: number, y: number, z: number): WorldBox {
    const { size, chunkSize } = this
    const along = (axis: Axis, number: number) => {
      const from = number * chunkSize[axis]
      const cells =
        size[axis] === 0 ? chunkSize[axis] : Math.min(chunkSize[axis], size[axis] - from)
      return { from, cells }
    }
    const [alongX, alongY, alongZ] = [along('x', x), along('y', y), along('z', z)]
    return {
      x: alongX.from,
      y: alongY.from,
      z: alongZ.from,
      size: { x: alongX.cells, y: alongY.cells, z: alongZ.cells },
    }
  }

  /** Cuts a box, which may reach beyond faces and ends, into the parts its sites lie in. */
  cut(box: WorldBox): Parts {
    return {
      x: this.#cutAlong('x', box.x, box.size.x),
      y: this.#cutAlong('y', box.y, box.size.y),
      z: this.#cutAlong('z', box.z, box.size.z),
    }
  }

  #cutAlong(axis: Axis, from: number, count: number): readonly Part[] {
    const end = this.size[axis]
    const chunkCells = this.chunkSize[axis]
    const parts: Part[] = []
    for (let at = 0; at < count; ) {
      let site = from + at
      let cells = count - at
      if (end > 0 && (site < 0 || site >= end)) {
        if (this.#isRing) site = ((site % end) + end) % end
        else {
          if (site < 0) cells = Math.min(cells, -site)
          parts.push({ chunk: undefined, within: 0, at, cells })
          at += cells
          continue
        }
      }
      const chunk = Math.floor(site / chunkCells)
      const within = site - chunk * chunkCells
      const ownCells = end > 0 ? Math.min(chunkCells, end - chunk * chunkCells) : chunkCells
      cells = Math.min(cells, ownCells - within)
      parts.push({ chunk, within, at, cells })
      at += cells
    }
    return parts
  }
}

/** A box larger by so much on all sides. */
export function growBox({ x, y, z, size }: WorldBox, reach: Reach): WorldBox {
  return {
    x: x - reach.x,
    y: y - reach.y,
    z: z - reach.z,
    size: {
      x: size.x + 2 * reach.x,
      y: size.y + 2 * reach.y,
      z: size.z + 2 * reach.z,
    },
  }
}
