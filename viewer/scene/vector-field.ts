/** Vectors at the cells of a world: the slope of a field, or the steps of a channel of directions. */
import type { Size } from '../../engine/lattice/size.ts'
import type { DirectionInfo } from '../../engine/protocol/living-info.ts'
import type { Triple } from './clip-box.ts'

/** The vector at a cell; what lies outside is what lies across the edge of a torus, else at it. */
export type VectorField = (x: number, y: number, z: number) => Triple

/**
 * The slope of a field, toward where there is more: half the differences of a cell's neighbors.
 *
 * @param values raw numbers in flat order; read whenever a vector is asked for.
 */
export function slopeOf(
  values: Int32Array,
  { x: w, y: h, z: d }: Size,
  isTorus: boolean,
): VectorField {
  const inside = (at: number, length: number) =>
    isTorus ? ((at % length) + length) % length : Math.min(length - 1, Math.max(0, at))
  const valueAt = (x: number, y: number, z: number) =>
    values[inside(x, w) + w * (inside(y, h) + h * inside(z, d))]!
  return (x, y, z) => [
    (valueAt(x + 1, y, z) - valueAt(x - 1, y, z)) / 2,
    (valueAt(x, y + 1, z) - valueAt(x, y - 1, z)) / 2,
    (valueAt(x, y, z + 1) - valueAt(x, y, z - 1)) / 2,
  ]
}

/** Steps of length 1 where a cell has a direction, else 0. */
export function stepsOf(
  values: Int32Array,
  { x: w, y: h, z: d }: Size,
  { even, odd }: DirectionInfo,
): VectorField {
  const inside = (at: number, length: number) => Math.min(length - 1, Math.max(0, at))
  return (x, y, z) => {
    const [cx, cy, cz] = [inside(x, w), inside(y, h), inside(z, d)]
    const direction = values[cx + w * (cy + h * cz)]!
    const step = ((cx + cy + cz) & 1 ? odd : even)[direction - 1]
    if (step === undefined) return [0, 0, 0]
    const length = Math.hypot(...step) || 1
    return [step[0] / length, step[1] / length, step[2] / length]
  }
}

/** The vector at a point in cell space, where the middle of a cell is at a half; between cells it is blended. */
export function sample(field: VectorField, [x, y, z]: Triple, isFlat: boolean): Triple {
  const [fromX, fromY] = [Math.floor(x - 0.5), Math.floor(y - 0.5)]
  const fromZ = isFlat ? 0 : Math.floor(z - 0.5)
  const [partX, partY, partZ] = [x - 0.5 - fromX, y - 0.5 - fromY, isFlat ? 0 : z - 0.5 - fromZ]
  const sum: [number, number, number] = [0, 0, 0]
  for (let corner = 0; corner < (isFlat ? 4 : 8); corner++) {
    const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2]
    const weight =
      (dx === 1 ? partX : 1 - partX) *
      (dy === 1 ? partY : 1 - partY) *
      (dz === 1 ? partZ : 1 - partZ)
    if (weight === 0) continue
    const vector = field(fromX + dx, fromY + dy, fromZ + dz)
    for (const axis of [0, 1, 2] as const) sum[axis] += weight * vector[axis]
  }
  return sum
}
