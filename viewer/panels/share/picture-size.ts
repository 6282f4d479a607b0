/** Sizes of pictures: as wide as somebody says, in the shape of the scene on screen. */

export const MIN_WIDTH = 64
/** Most graphics cards draw 8192 pixels; a page of print needs half. */
export const MAX_WIDTH = 4096

/** The height of a picture of that width, even, as video wants it. */
export function heightOf(width: number): number {
  const scene = document.querySelector('.scene-canvas')?.getBoundingClientRect()
  const ratio = scene === undefined || scene.width === 0 ? 9 / 16 : scene.height / scene.width
  return Math.max(2, 2 * Math.round((width * ratio) / 2))
}
