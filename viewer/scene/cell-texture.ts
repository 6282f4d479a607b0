/** The cells of a world as an integer texture, uploaded whole from each frame. */
import {
  Data3DTexture,
  DataTexture,
  NearestFilter,
  RedIntegerFormat,
  UnsignedByteType,
  type WebGLRenderer,
} from 'three'
import type { Size } from '../../engine/lattice/size.ts'

/** Makes the texture of a solid world; its owner disposes of it. */
export function createSolidTexture({ x, y, z }: Size): Data3DTexture {
  return asIntegers(new Data3DTexture(null, x, y, z))
}

/** Makes the texture of a flat world; its owner disposes of it. */
export function createFlatTexture({ x, y }: Size): DataTexture {
  return asIntegers(new DataTexture(null, x, y))
}

/**
 * Uploads at once, so that the caller may give `bytes` away as soon as this returns.
 *
 * @param bytes one byte a texel in flat order.
 */
export function uploadTexture(
  renderer: WebGLRenderer,
  texture: Data3DTexture | DataTexture,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  texture.image.data = bytes
  texture.needsUpdate = true
  renderer.initTexture(texture)
}

function asIntegers<Texture extends Data3DTexture | DataTexture>(texture: Texture): Texture {
  texture.format = RedIntegerFormat
  texture.type = UnsignedByteType
  texture.internalFormat = 'R8UI'
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  texture.unpackAlignment = 1
  texture.generateMipmaps = false
  return texture
}
