/** The part of the world that is drawn: the whole box, less what the clipping plane cuts away. */
import type { Size } from '../../engine/lattice/size.ts'
import type { Clip } from '../state/view-store.ts'

export type Triple = readonly [x: number, y: number, z: number]

/** Whole cells from `min` up to, not including, `max`. */
export interface ClipBox {
  readonly min: Triple
  readonly max: Triple
}

/** Cuts whole cells off the far end of one axis; at least one layer always stays. */
export function buildClipBox({ x, y, z }: Size, { axis, cut }: Clip): ClipBox {
  const kept = (size: number) => Math.max(1, Math.round(size * (1 - cut)))
  const max: Triple = [
    axis === 'x' ? kept(x) : x,
    axis === 'y' ? kept(y) : y,
    axis === 'z' ? kept(z) : z,
  ]
  return { min: [0, 0, 0], max }
}
