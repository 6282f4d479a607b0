/**
 * How densely cells that are not 0 lie around each cell: the sum over its neighborhood of 27 with the
 * weights 1, 2, 1 along each axis (a B-spline of order two), so that a smooth surface can be laid
 * around them. Outside of the world is nothing.
 */
import type { Size } from '../lattice/size.ts'

/** The sum where all 27 are filled. */
const FULL = 64

/** The density of a lone cell at its own place, 0 to 255. */
export const LONE_DENSITY = Math.floor((255 * 8) / FULL)

const BYTE_OF_SUM = Uint8Array.from({ length: FULL + 1 }, (_, sum) =>
  Math.floor((255 * sum) / FULL),
)

/**
 * @param cells one byte a cell in flat order.
 * @param into one byte a cell, 0 to 255; may not be `cells`.
 * @param room of the same length, whatever is in it.
 */
export function writeDensity(
  cells: Uint8Array,
  { x, y, z }: Size,
  into: Uint8Array,
  room: Uint8Array,
): void {
  const layer = x * y
  for (let row = 0; row < layer * z; row += x) {
    let before = 0
    let own = cells[row] === 0 ? 0 : 1
    for (let i = 0; i < x; i++) {
      const next = i + 1 < x && cells[row + i + 1] !== 0 ? 1 : 0
      into[row + i] = before + 2 * own + next
      before = own
      own = next
    }
  }
  for (let k = 0; k < z; k++)
    sumLines(into, room, { first: k * layer, lines: y, stride: x, length: x })
  sumLines(room, into, { first: 0, lines: z, stride: layer, length: layer })
  for (let i = 0; i < into.length; i++) into[i] = BYTE_OF_SUM[into[i]!]!
}

/** Lines that follow each other, each added to its neighbors. */
interface Lines {
  readonly first: number
  readonly lines: number
  /** From a line to the next. */
  readonly stride: number
  readonly length: number
}

function sumLines(
  from: Uint8Array,
  into: Uint8Array,
  { first, lines, stride, length }: Lines,
): void {
  for (let line = 0; line < lines; line++) {
    const start = first + line * stride
    for (let at = start; at < start + length; at++) into[at] = 2 * from[at]!
    if (line > 0) for (let at = start; at < start + length; at++) into[at]! += from[at - stride]!
    if (line + 1 < lines) {
      for (let at = start; at < start + length; at++) into[at]! += from[at + stride]!
    }
  }
}
