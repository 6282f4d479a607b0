/**
 * Which cell a ray meets, in cell space: x right, y down, z up, one unit a cell.
 */
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipBox, Triple } from './clip-box.ts'
import type { SlicePlane } from './slice-plane.ts'

export interface CellRay {
  readonly origin: Triple
  readonly direction: Triple
}

export interface PickedCell {
  readonly cell: Triple
  /** How far along the ray, in lengths of its direction. */
  readonly distance: number
}

const AXES = [0, 1, 2] as const
const AXIS_NUMBERS = { x: 0, y: 1, z: 2 } as const

/** A ray of the scene, whose y is up and whose middle is 0, in cell space. */
export function toCellRay(
  origin: { readonly x: number; readonly y: number; readonly z: number },
  direction: { readonly x: number; readonly y: number; readonly z: number },
  { x, y, z }: Size,
): CellRay {
  return {
    origin: [origin.x + x / 2, y / 2 - origin.y, origin.z + z / 2],
    direction: [direction.x, -direction.y, direction.z],
  }
}

/** The cell of a layer that a ray goes through; undefined where it misses the world. */
export function pickOnPlane(
  { origin, direction }: CellRay,
  shape: Size,
  plane: SlicePlane,
): PickedCell | undefined {
  const axis = AXIS_NUMBERS[plane.axis]
  const distance = (plane.depth - origin[axis]) / direction[axis]
  if (!(distance > 0) || !Number.isFinite(distance)) return undefined
  const at = AXES.map((each) =>
    each === axis ? plane.layer : Math.floor(origin[each] + distance * direction[each]),
  )
  const cell: Triple = [at[0]!, at[1]!, at[2]!]
  const size: Triple = [shape.x, shape.y, shape.z]
  const isInside = AXES.every((each) => cell[each] >= 0 && cell[each] < size[each])
  return isInside ? { cell, distance } : undefined
}

/**
 * The first cell on a ray that is not 0, inside the clip box (Amanatides and Woo, 1987).
 *
 * @param cells one byte a cell in flat order.
 */
export function pickCell(
  { origin, direction }: CellRay,
  cells: Uint8Array,
  shape: Size,
  { min, max }: ClipBox,
): PickedCell | undefined {
  let entry = 0
  let exit = Number.POSITIVE_INFINITY
  for (const axis of AXES) {
    const a = (min[axis] - origin[axis]) / direction[axis]
    const b = (max[axis] - origin[axis]) / direction[axis]
    if (Number.isNaN(a) || Number.isNaN(b)) return undefined
    entry = Math.max(entry, Math.min(a, b))
    exit = Math.min(exit, Math.max(a, b))
  }
  if (entry >= exit) return undefined
  const inside = (axis: 0 | 1 | 2) =>
    Math.min(max[axis] - 1, Math.max(min[axis], Math.floor(origin[axis] + entry * direction[axis])))
  const cell: [number, number, number] = [inside(0), inside(1), inside(2)]
  let distance = entry
  for (;;) {
    if (cells[cell[0] + shape.x * (cell[1] + shape.y * cell[2])] !== 0) return { cell, distance }
    const exits = AXES.map((axis) => {
      if (direction[axis] === 0) return Number.POSITIVE_INFINITY
      return (cell[axis] + (direction[axis] > 0 ? 1 : 0) - origin[axis]) / direction[axis]
    })
    distance = Math.min(...exits)
    const axis = exits.indexOf(distance) as 0 | 1 | 2
    cell[axis] += direction[axis] > 0 ? 1 : -1
    if (cell[axis] < min[axis] || cell[axis] >= max[axis]) return undefined
  }
}
