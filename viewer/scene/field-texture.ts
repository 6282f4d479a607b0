/** A field as a texture of places in its range, and its color map as another. */
import {
  ClampToEdgeWrapping,
  Data3DTexture,
  DataTexture,
  LinearFilter,
  NearestFilter,
  RedFormat,
  UnsignedByteType,
} from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { MAP_COLORS } from '../design/color-maps.ts'

export type FieldTexture = Data3DTexture | DataTexture

/**
 * Makes the texture of a field, one byte a cell; its owner disposes of it.
 *
 * @param isSolid a solid world's is read between its cells too, where rays cross it.
 */
export function createFieldTexture({ x, y, z }: Size, isSolid: boolean): FieldTexture {
  const texture = isSolid ? new Data3DTexture(null, x, y, z) : new DataTexture(null, x, y)
  texture.format = RedFormat
  texture.type = UnsignedByteType
  texture.internalFormat = 'R8'
  texture.minFilter = isSolid ? LinearFilter : NearestFilter
  texture.magFilter = texture.minFilter
  texture.wrapS = ClampToEdgeWrapping
  texture.wrapT = ClampToEdgeWrapping
  texture.unpackAlignment = 1
  texture.generateMipmaps = false
  return texture
}

/** Makes the texture of a color map; its owner disposes of it. */
export function createRampTexture(map: Uint8Array<ArrayBuffer>): DataTexture {
  const texture = new DataTexture(map, MAP_COLORS, 1)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}
