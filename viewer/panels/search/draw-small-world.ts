/** A world as a small picture: flat ones as they are, solid ones from above, what lies deeper further into shade. */
import type { Size } from '../../../engine/lattice/size.ts'

/** A picture, four bytes a pixel; what is empty is transparent. */
export interface SmallPicture {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
}

/** More pixels a side are no use in a small picture. */
export const MAX_SIDE = 192
/** Cells that are read for a picture at most: it is made beside everything else that the page does. */
const MAX_READS = 1 << 20
/** What is left of a color at the floor of a world. */
const FLOOR_LIGHT = 0.35

/**
 * Draws the cells of a frame.
 *
 * @param cells one byte a cell in flat order, x fastest.
 * @param palette RGBA by state, as `StatePalette` has it.
 */
export function drawSmallWorld(
  cells: Uint8Array,
  { x, y, z }: Size,
  palette: Uint8Array,
): SmallPicture {
  const step = Math.max(1, Math.ceil(Math.max(x, y) / MAX_SIDE))
  const width = Math.ceil(x / step)
  const height = Math.ceil(y / step)
  const deep = Math.max(1, Math.ceil((width * height * z) / MAX_READS))
  const bytes = new Uint8ClampedArray(4 * width * height)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const above = row * step * x + column * step
      let level = z - 1
      let state = cells[above + level * x * y]!
      while (state === 0 && level >= deep) {
        level -= deep
        state = cells[above + level * x * y]!
      }
      if (state === 0) continue
      const light = z === 1 ? 1 : FLOOR_LIGHT + ((1 - FLOOR_LIGHT) * (level + 1)) / z
      // As in the scene: what is first lies at the foot.
      const pixel = 4 * ((height - 1 - row) * width + column)
      bytes[pixel] = palette[4 * state]! * light
      bytes[pixel + 1] = palette[4 * state + 1]! * light
      bytes[pixel + 2] = palette[4 * state + 2]! * light
      bytes[pixel + 3] = 255
    }
  }
  return { width, height, bytes }
}
