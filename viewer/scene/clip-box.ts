/** The part of the world that is drawn: the whole box, less what the clipping planes cut away. */
import type { Size } from '../../engine/lattice/size.ts'
import type { Clip } from '../state/clip.ts'

export type Triple = readonly [x: number, y: number, z: number]

/** Whole cells from `min` up to, not including, `max`. */
export interface ClipBox {
  readonly min: Triple
  readonly max: Triple
}

/** Cuts whole cells off both ends of each axis; at least one layer always stays. */
export function buildClipBox(size: Size, clip: Clip): ClipBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const { from, to } = clip[axis]
    const least = Math.min(size[axis] - 1, Math.round(size[axis] * from))
    return [least, Math.max(least + 1, Math.round(size[axis] * to))] as const
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  return { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] }
}

/** The box of all cells. */
export function wholeClipBox({ x, y, z }: Size): ClipBox {
  return { min: [0, 0, 0], max: [x, y, z] }
}
