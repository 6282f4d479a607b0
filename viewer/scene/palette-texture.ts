/** A palette as the texture that all views of the world read. */
import { DataTexture, NearestFilter } from 'three'
import type { StatePalette } from '../design/state-palette.ts'

/** Makes the texture, 256 by 2, sRGB as it is; its owner disposes of it. */
export function createPaletteTexture({ bytes }: StatePalette): DataTexture {
  const texture = new DataTexture(bytes, 256, 2)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}
