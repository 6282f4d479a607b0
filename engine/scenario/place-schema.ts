/** The schemas of places, which many parts of a scenario have. */
import { z } from 'zod'
import { MAX_AXIS_CELLS } from '../lattice/size.ts'

/** Enough for any list a person or a program writes by hand; a pattern file has no such bound. */
export const MAX_LISTED_CELLS = 1_000_000

const coordinate = z.int().min(-MAX_AXIS_CELLS).max(MAX_AXIS_CELLS)

export const position = z
  .array(coordinate)
  .min(1)
  .max(3)
  .describe('x, or x and y, or x, y and z; what is left out is 0. x right, y down, z up.')

/** So many bad positions are told; zod would make an issue for each of a million. */
const MAX_BAD_POSITIONS = 20

/** A list of positions, cut short after its first bad ones. What is left tells no other faults. */
function cutAfterBadPositions(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const isCoordinate = (n: unknown) =>
    Number.isInteger(n) && Math.abs(n as number) <= MAX_AXIS_CELLS
  const isPosition = (item: unknown) =>
    Array.isArray(item) && item.length >= 1 && item.length <= 3 && item.every(isCoordinate)
  let badPositions = 0
  const end = value.findIndex((item) => !isPosition(item) && ++badPositions === MAX_BAD_POSITIONS)
  return end === -1 ? value : value.slice(0, end + 1)
}

export const positions = z.preprocess(
  cutAfterBadPositions,
  z.array(position).min(1).max(MAX_LISTED_CELLS),
)

const boxSize = z
  .array(z.int().min(1).max(MAX_AXIS_CELLS))
  .min(1)
  .max(3)
  .describe('Cells along x, or x and y, or x, y and z.')

export const box = z
  .strictObject({
    at: position.optional().describe('Its corner nearest the origin; 0, 0, 0 when left out.'),
    size: boxSize,
  })
  .describe('A box of cells.')

/** A box, or the largest ball that it holds. */
export const shapedBox = box.extend({
  shape: z
    .enum(['box', 'ball'])
    .optional()
    .describe('ball: only the cells of the largest ellipsoid in the box, a disk in a flat one.'),
})

export type BoxDocument = z.infer<typeof box>
export type ShapedBoxDocument = z.infer<typeof shapedBox>
