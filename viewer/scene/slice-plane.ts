/**
 * The slice through a solid world: which layer it is of, and where it stands.
 *
 * With states it stands at the layer's lower face, and what lies above the layer is cut away, so
 * that the layer's cells stand on it like pieces on a board. Alone it stands in the layer's middle.
 */
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipAxis } from '../state/clip.ts'
import { type FieldPlace, layerOf } from '../state/field-store.ts'
import type { ClipBox, Triple } from './clip-box.ts'

/** The sheet lies a little above the faces of the layer below, which it would fight with. */
const LIFT = 0.06

export interface SlicePlane {
  readonly axis: ClipAxis
  readonly layer: number
  /** In cell space, along the axis. */
  readonly depth: number
}

/** @param at where along the axis, 0 to 1. */
export function buildSlicePlane(
  shape: Size,
  axis: ClipAxis,
  at: number,
  place: FieldPlace,
): SlicePlane {
  const layer = layerOf(at, shape[axis])
  return { axis, layer, depth: layer + (place === 'over' ? LIFT : 0.5) }
}

/** The clip box less what lies above the slice's layer. */
export function clipAbove({ min, max }: ClipBox, { axis, layer }: SlicePlane): ClipBox {
  const [x, y, z] = max
  const cut = (own: ClipAxis, end: number) => (own === axis ? Math.min(end, layer + 1) : end)
  const cutMax: Triple = [cut('x', x), cut('y', y), cut('z', z)]
  return { min, max: cutMax }
}
