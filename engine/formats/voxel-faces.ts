/**
 * The surface of cells as rectangles: of each layer across each axis the faces that can be seen, those of one
 * state joined, row by row, to rectangles.
 */
import type { Size } from '../lattice/size.ts'
import { PictureLimitError } from './errors.ts'
import { MAX_MODEL_FACES } from './limits.ts'

/** The faces of one state. */
export interface Faces {
  readonly state: number
  /** x, y, z of four corners a face, counter-clockwise as seen from outside; whole numbers of cells. */
  readonly corners: Float32Array
  readonly count: number
}

/** Grows as it is filled. */
interface Growing {
  corners: Float32Array
  count: number
}

/**
 * The faces of all states but 0, by state.
 *
 * @param cells one byte a cell, flat order.
 * @throws {PictureLimitError} for more than MAX_MODEL_FACES.
 */
export function listFaces(size: Size, cells: Uint8Array): readonly Faces[] {
  const lengths = [size.x, size.y, size.z] as const
  const strides = [1, size.x, size.x * size.y] as const
  const found = new Map<number, Growing>()
  let total = 0
  for (const axis of [0, 1, 2] as const) {
    // In this order they are a right-handed frame with the axis.
    const [across, along] = [((axis + 1) % 3) as 0 | 1 | 2, ((axis + 2) % 3) as 0 | 1 | 2]
    const [width, height] = [lengths[across], lengths[along]]
    const mask = new Uint8Array(width * height)
    for (const side of [-1, 1] as const) {
      for (let layer = 0; layer < lengths[axis]; layer++) {
        const beside = layer + side
        const isEdge = beside < 0 || beside >= lengths[axis]
        for (let v = 0; v < height; v++) {
          for (let u = 0; u < width; u++) {
            const at = layer * strides[axis] + u * strides[across] + v * strides[along]
            const state = cells[at]!
            const isSeen = state !== 0 && (isEdge || cells[at + side * strides[axis]] === 0)
            mask[v * width + u] = isSeen ? state : 0
          }
        }
        const plane = side === 1 ? layer + 1 : layer
        joinRectangles(mask, width, height, (state, u, v, du, dv) => {
          if (++total > MAX_MODEL_FACES) {
            throw new PictureLimitError({ what: 'faces', found: total, limit: MAX_MODEL_FACES })
          }
          const faces = found.get(state) ?? { corners: new Float32Array(12 * 64), count: 0 }
          found.set(state, faces)
          const corners = [
            [u, v],
            [u + du, v],
            [u + du, v + dv],
            [u, v + dv],
          ] as const
          pushFace(faces, side === 1 ? corners : corners.toReversed(), (corner) => {
            const place = [0, 0, 0]
            place[axis] = plane
            place[across] = corner[0]
            place[along] = corner[1]
            return place
          })
        })
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([state, { corners, count }]) => ({
      state,
      corners: corners.subarray(0, 12 * count),
      count,
    }))
}

function pushFace(
  faces: Growing,
  corners: readonly (readonly [number, number])[],
  placeOf: (corner: readonly [number, number]) => readonly number[],
): void {
  if (12 * faces.count === faces.corners.length) {
    const larger = new Float32Array(2 * faces.corners.length)
    larger.set(faces.corners)
    faces.corners = larger
  }
  for (const [place, corner] of corners.entries()) {
    faces.corners.set(placeOf(corner), 12 * faces.count + 3 * place)
  }
  faces.count++
}

/** Takes rectangles of one state out of the mask until it is empty: as wide as can be, then as high. */
function joinRectangles(
  mask: Uint8Array,
  width: number,
  height: number,
  take: (state: number, u: number, v: number, du: number, dv: number) => void,
): void {
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; ) {
      const state = mask[v * width + u]!
      if (state === 0) {
        u++
        continue
      }
      let du = 1
      while (u + du < width && mask[v * width + u + du] === state) du++
      let dv = 1
      while (v + dv < height && isRow(mask, (v + dv) * width + u, du, state)) dv++
      for (let row = v; row < v + dv; row++) mask.fill(0, row * width + u, row * width + u + du)
      take(state, u, v, du, dv)
      u += du
    }
  }
}

function isRow(mask: Uint8Array, start: number, length: number, state: number): boolean {
  for (let i = start; i < start + length; i++) if (mask[i] !== state) return false
  return true
}
