/**
 * What a chunk of one-bit cells looks like in memory.
 *
 * A chunk holds its cells twice, as they are at even and at odd ticks, so a tick overwrites the
 * state of the tick before the last and sees on the way whether anything is different from then.
 * A plane of rows is a few vectors of four lanes; row `lane * rowVectors + v` is lane `lane` of
 * vector v, its cells the 32 bits from the lowest up. So the row above a vector's rows is the
 * vector before it, and only the first and the last vector need rows of other chunks.
 *
 * Along an axis with an end the last chunk may be a part of one.
 */
import type { Size } from '../../../lattice/size.ts'
import type { Topology } from '../../../lattice/topology.ts'

/** Places of the header's words in bytes. */
export const CHUNK_X = 0
export const CHUNK_Y = 4
export const CHUNK_Z = 8
export const FLAGS = 12
/** Next in the list of chunks to compute at even ticks, then at odd ones. */
export const LINKS = 16
/** Next in the bucket, or in the list of free chunks. */
export const NEXT = 24
/** Addresses of the chunks around, by direction (`directionOf`). */
export const NEIGHBORS = 28

/** Bits of the flags: in the list of even or odd ticks, and in the list of blank chunks. */
export const QUEUED_EVEN = 1
export const QUEUED_ODD = 2
export const LISTED_BLANK = 4
/** Written to since the last tick: what the other state holds is not its past. */
export const IS_WRITTEN = 8
/** From this bit on, the directions in which chunks see what the last tick changed. */
export const CHANGES_SHIFT = 5

export const LANES = 4
export const VECTOR_BYTES = 16
/** Cells of a row: the bits of a lane. */
export const CHUNK_WIDTH = 32

/** Vectors of a plane, and planes of a chunk, of rules that look along z and of those that do not. */
const FLAT = { rowVectors: 8, planes: 1 }
const DEEP = { rowVectors: 2, planes: 8 }

/** An axis of chunks. */
export interface ChunkAxis {
  /** Cells of a whole chunk. */
  readonly chunkCells: number
  /** Chunks along it; 0 where it has no end. */
  readonly chunks: number
  /** Cells of the last chunk, which is whole where the axis has no end. */
  readonly lastCells: number
  /** Tells whether its ends meet. */
  readonly isRing: boolean
}

export interface ChunkLayout {
  readonly axes: { readonly x: ChunkAxis; readonly y: ChunkAxis; readonly z: ChunkAxis }
  readonly rowVectors: number
  readonly planes: number
  /** 9, or 27 where the rule looks along z; the chunk's own is the one in the middle. */
  readonly directions: 9 | 27
  /** Tells whether chunks have shapes, since an axis that is looked along has an end. */
  readonly hasShapes: boolean
  /** Bytes of the header, of the cells at one tick, and of it all. */
  readonly headerBytes: number
  readonly stateBytes: number
  readonly chunkBytes: number
  /** Place of the address of the chunk's shape in the header. */
  readonly shapePlace: number
  /** Place of the next in the list of blank chunks: that of the direction in the middle. */
  readonly blankLink: number
}

/** Lays chunks out for a world, and a rule that looks at most one cell far. */
export function planChunks(size: Size, topology: Topology, looksAlongZ: boolean): ChunkLayout {
  const { rowVectors, planes } = looksAlongZ ? DEEP : FLAT
  const axis = (cells: number, chunkCells: number): ChunkAxis => ({
    chunkCells,
    chunks: Math.ceil(cells / chunkCells),
    lastCells: cells === 0 ? chunkCells : cells - (Math.ceil(cells / chunkCells) - 1) * chunkCells,
    isRing: topology.kind === 'torus',
  })
  const axes = {
    x: axis(size.x, CHUNK_WIDTH),
    y: axis(size.y, LANES * rowVectors),
    z: axis(size.z, planes),
  }
  const directions = looksAlongZ ? 27 : 9
  const hasShapes = size.x > 0 || size.y > 0 || (looksAlongZ && size.z > 0)
  const shapePlace = NEIGHBORS + 4 * directions
  const headerBytes = roundUp(shapePlace + (hasShapes ? 4 : 0), VECTOR_BYTES)
  const stateBytes = planes * rowVectors * VECTOR_BYTES
  return {
    axes,
    rowVectors,
    planes,
    directions,
    hasShapes,
    headerBytes,
    stateBytes,
    chunkBytes: headerBytes + 2 * stateBytes,
    shapePlace,
    blankLink: neighborPlace(directions >> 1),
  }
}

/** The direction of the chunk at an offset of -1, 0 or 1 along each axis. */
export function directionOf({ directions }: ChunkLayout, dx: number, dy: number, dz = 0): number {
  return dx + 3 * dy + 9 * dz + (directions >> 1)
}

/** Place of a neighbor's address in the header. */
export function neighborPlace(direction: number): number {
  return NEIGHBORS + 4 * direction
}

/** Place of a row in the cells of a plane, in bytes. */
export function rowPlace({ rowVectors }: ChunkLayout, row: number): number {
  return (row % rowVectors) * VECTOR_BYTES + 4 * Math.floor(row / rowVectors)
}

export function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to
}
