/** Which boxes of a picture go to the graphics card: those around the bricks that have changed. */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { type WorldBox, wholeOf } from '../../engine/lattice/world-box.ts'
import { BRICK_CHANGED, BRICK_EDGE, countBricks } from '../../engine/protocol/picture-api.ts'

/** A call costs as much as so many bricks, so a layer that is fuller than this is one box. */
const FULL_ENOUGH = 0.35
/** More calls than this cost more than the whole. */
const MAX_BOXES = 256

/** From the first to the last brick along two axes. */
interface Span {
  readonly row: number
  readonly from: number
  readonly to: number
}

/**
 * The boxes, in cells, that hold all bricks which are marked as changed.
 *
 * @param marks one byte a brick in flat order.
 */
export function planUploads(marks: Uint8Array, size: Size): readonly WorldBox[] {
  const bricks = countBricks(size)
  const boxes: WorldBox[] = []
  for (let z = 0; z < bricks.z; z++) {
    const spans: Span[] = []
    let changed = 0
    for (let y = 0; y < bricks.y; y++) {
      let from = -1
      let to = -1
      for (let x = 0; x < bricks.x; x++) {
        if ((marks[x + bricks.x * (y + bricks.y * z)]! & BRICK_CHANGED) === 0) continue
        if (from === -1) from = x
        to = x
        changed++
      }
      if (from !== -1) spans.push({ row: y, from, to })
    }
    for (const { row, rows, from, to } of coverLayer(spans, changed)) {
      boxes.push(boxOfBricks(size, { x: from, y: row, z }, { x: to - from + 1, y: rows, z: 1 }))
    }
  }
  return boxes.length > MAX_BOXES ? [wholeOf(size)] : boxes
}

/** One rectangle where it is full enough, else each row by itself. */
function coverLayer(
  spans: readonly Span[],
  changed: number,
): readonly (Span & { readonly rows: number })[] {
  const [first] = spans
  const last = spans.at(-1)
  if (first === undefined || last === undefined) return []
  const from = Math.min(...spans.map((span) => span.from))
  const to = Math.max(...spans.map((span) => span.to))
  const rows = last.row - first.row + 1
  if (changed >= FULL_ENOUGH * rows * (to - from + 1)) return [{ row: first.row, rows, from, to }]
  return spans.map((span) => ({ ...span, rows: 1 }))
}

/** The cells of some bricks; those at the world's end may be cut off. */
function boxOfBricks(size: Size, at: Size, bricks: Size): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const start = BRICK_EDGE * at[axis]
    return { start, cells: Math.min(size[axis] - start, BRICK_EDGE * bricks[axis]) }
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  return { x: x.start, y: y.start, z: z.start, size: { x: x.cells, y: y.cells, z: z.cells } }
}

/** Marks of the half level, whose bricks each hold eight of those of the cells. */
export function halveMarks(marks: Uint8Array, size: Size, half: Size): Uint8Array<ArrayBuffer> {
  const bricks = countBricks(size)
  const halved = countBricks(half)
  const into = new Uint8Array(countCells(halved))
  let brick = 0
  for (let z = 0; z < bricks.z; z++) {
    for (let y = 0; y < bricks.y; y++) {
      for (let x = 0; x < bricks.x; x++, brick++) {
        const at = (x >> 1) + halved.x * ((y >> 1) + halved.y * (z >> 1))
        into[at]! |= marks[brick]!
      }
    }
  }
  return into
}
