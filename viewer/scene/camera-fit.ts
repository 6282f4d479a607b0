/**
 * Where a camera stands so that a whole world is in view.
 *
 * The scene has z up. Cells have x right, y down and z up, which is a left-handed frame, so the
 * scene mirrors y: cell (x, y, z) lies at (x - X/2, Y/2 - y, z - Z/2), the world's middle at 0.
 */
import type { Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { Triple } from './clip-box.ts'

/** Vertical opening of the camera on solid worlds, in degrees. */
export const FOV_DEGREES = 38
/**
 * The directions in which the cameras of up to four views first stand: the first in front, to the
 * right and above, the others straight in front, above (a little in front, so that up is told) and at
 * the right.
 */
const VIEWS_FROM: readonly Triple[] = [
  [0.62, -0.95, 0.6],
  [0, -1, 0.02],
  [0, -0.001, 1],
  [1, 0, 0.02],
]
/** From steeper above, as a cell that is looked at lies in the layer at which the world is cut open. */
const CLOSE_FROM: Triple = [0.4, -0.7, 1]
/** Air around the world, as a factor. */
const SOLID_MARGIN = 1.04
const FLAT_MARGIN = 1.08
/** Above and below a flat world: what stands in the corners of the scene is not to cover it. */
const CORNERS_PX = 44

export interface SolidFit {
  readonly position: Triple
  readonly near: number
  readonly far: number
}

/**
 * Fits the sphere around the box into the narrower of the two openings.
 *
 * @param view the place of the view, from 0 on, which decides from where it looks.
 */
export function fitSolid({ x, y, z }: Size, aspect: number, view = 0): SolidFit {
  const radius = Math.hypot(x, y, z) / 2
  const halfVertical = (FOV_DEGREES * Math.PI) / 360
  const halfHorizontal = Math.atan(Math.tan(halfVertical) * aspect)
  const distance = (SOLID_MARGIN * radius) / Math.sin(Math.min(halfVertical, halfHorizontal))
  const from = VIEWS_FROM[view % VIEWS_FROM.length]!
  const scale = distance / Math.hypot(...from)
  return {
    position: [from[0] * scale, from[1] * scale, from[2] * scale],
    near: radius / 200,
    far: distance + 20 * radius,
  }
}

/** Pixels per cell at which a flat world fills the view. */
export function fitFlatZoom({ x, y }: Size, widthPx: number, heightPx: number): number {
  const freePx = Math.max(heightPx / 2, heightPx - 2 * CORNERS_PX)
  return Math.min(widthPx / FLAT_MARGIN / x, Math.min(freePx, heightPx / FLAT_MARGIN) / y)
}

/** Half of what a look at one cell shows around it, in cells. */
const CLOSE_CELLS = 8

/** Where the camera stands from a cell of a solid world that is looked at closely; no farther than all of it takes. */
export function closeUpSolid({ x, y, z }: Size, aspect: number): Triple {
  const radius = Math.min(CLOSE_CELLS, (SOLID_MARGIN * Math.hypot(x, y, z)) / 2)
  const halfVertical = (FOV_DEGREES * Math.PI) / 360
  const halfHorizontal = Math.atan(Math.tan(halfVertical) * aspect)
  const distance = radius / Math.sin(Math.min(halfVertical, halfHorizontal))
  const scale = distance / Math.hypot(...CLOSE_FROM)
  return [CLOSE_FROM[0] * scale, CLOSE_FROM[1] * scale, CLOSE_FROM[2] * scale]
}

/** Pixels per cell at which a cell of a flat world is looked at closely; no fewer than all of it takes. */
export function closeUpFlat(size: Size, widthPx: number, heightPx: number): number {
  const closePx = Math.min(widthPx, heightPx) / (3 * CLOSE_CELLS)
  return Math.max(closePx, fitFlatZoom(size, widthPx, heightPx))
}

/** Where the middle of a cell lies in the scene that draws a box. */
export function placeInScene(
  { x, y, z }: { readonly x: number; readonly y: number; readonly z: number },
  box: WorldBox,
): [x: number, y: number, z: number] {
  return [
    x - box.x + 0.5 - box.size.x / 2,
    box.size.y / 2 - (y - box.y) - 0.5,
    z - box.z + 0.5 - box.size.z / 2,
  ]
}

/**
 * How far a site moves in the scene when one box is drawn in the place of another, since a box's
 * middle lies at 0.
 */
export function shiftBetween(before: WorldBox, after: WorldBox): Triple {
  const along = (axis: 'x' | 'y' | 'z') =>
    before[axis] + before.size[axis] / 2 - (after[axis] + after.size[axis] / 2)
  return [along('x'), -along('y'), along('z')]
}
