/**
 * The shapes of chunks in a world that has an end along some axis: how many of a chunk's rows,
 * columns and planes are there, and where its neighbors' last ones are.
 *
 * Along each axis a chunk is the first, the last, both or neither, which makes 64 shapes.
 */
import { type ChunkAxis, type ChunkLayout, LANES, rowPlace, VECTOR_BYTES } from './chunk-layout.ts'

/** Places of a shape's words in bytes. */
/** Place of the bit of the last column of the chunk to the left. */
export const LEFT_BIT = 0
/** Place of the bit of the own last column. */
export const RIGHT_BIT = 4
/** Place of the last row of the chunk above, in bytes of a plane. */
export const ROW_ABOVE = 8
/** Place of the own last row, in bytes of a plane. */
export const LAST_ROW = 12
/** Where the row below the last goes, in bytes of a plane; past its end where all rows are there. */
export const ROW_BELOW = 16
/** Place of the last plane of the chunk behind, in bytes of its cells. */
export const PLANE_BEHIND = 20
/** Planes that are there. */
export const DEPTH = 24
/** From here on a plane of bits: 1 where there is a cell. */
export const MASK = 32

/** How the number of a shape is made up of what its chunk is along x, y and z. */
export const IS_FIRST = 1
export const IS_LAST = 2
const SHAPES = 64

/** Bytes of one shape. */
export function shapeBytes({ rowVectors }: ChunkLayout): number {
  return MASK + rowVectors * VECTOR_BYTES
}

/** All shapes, one after another: shape `x + 4 * y + 16 * z` of what a chunk is along each axis. */
export function buildShapes(layout: ChunkLayout): Uint8Array {
  const bytes = new Uint8Array(SHAPES * shapeBytes(layout))
  for (let shape = 0; shape < SHAPES; shape++) writeShape(bytes, layout, shape)
  return bytes
}

function writeShape(bytes: Uint8Array, layout: ChunkLayout, shape: number): void {
  const { axes, rowVectors, planes } = layout
  const [alongX, alongY, alongZ] = [shape & 3, (shape >> 2) & 3, shape >> 4]
  const columns = ownCells(axes.x, alongX)
  const rows = ownCells(axes.y, alongY)
  const planeBytes = rowVectors * VECTOR_BYTES
  const start = shape * shapeBytes(layout)
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, shapeBytes(layout))
  const put = (place: number, value: number) => view.setUint32(place, value, true)
  put(LEFT_BIT, cellsBefore(axes.x, alongX) - 1)
  put(RIGHT_BIT, columns - 1)
  put(ROW_ABOVE, rowPlace(layout, cellsBefore(axes.y, alongY) - 1))
  put(LAST_ROW, rowPlace(layout, rows - 1))
  put(ROW_BELOW, rows < LANES * rowVectors ? rowPlace(layout, rows) : planeBytes)
  put(PLANE_BEHIND, (cellsBefore(axes.z, alongZ) - 1) * planeBytes)
  put(DEPTH, Math.min(ownCells(axes.z, alongZ), planes))
  for (let row = 0; row < rows; row++) {
    put(MASK + rowPlace(layout, row), columns === 32 ? 0xffffffff : 2 ** columns - 1)
  }
}

const ownCells = ({ chunkCells, lastCells }: ChunkAxis, along: number) =>
  along & IS_LAST ? lastCells : chunkCells

/** Cells of the chunk before; beyond the face of a box all cells are alike, so any number will do. */
const cellsBefore = ({ chunkCells, lastCells, isRing }: ChunkAxis, along: number) =>
  along & IS_FIRST && isRing ? lastCells : chunkCells
