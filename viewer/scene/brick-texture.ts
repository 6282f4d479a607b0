/**
 * A texture that is uploaded brick by brick: after the first picture only what has changed goes to
 * the graphics card, straight from the frame's buffer, which may then be given away.
 */
import type { Data3DTexture, DataTexture, WebGLRenderer } from 'three'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import { type WorldBox, wholeOf } from '../../engine/lattice/world-box.ts'

/** What of a texture is on the card. */
export class BrickTexture {
  readonly texture: Data3DTexture | DataTexture
  readonly size: Size
  /** The version of the frame that it shows; undefined while it shows none. */
  #version: number | undefined
  #isAllocated = false
  /** Cells that were uploaded, for whoever measures. */
  uploadedCells = 0

  /** @param texture of bytes, which this owns from now on. */
  constructor(texture: Data3DTexture | DataTexture, size: Size) {
    this.texture = texture
    this.size = size
  }

  /**
   * Uploads a picture at once.
   *
   * @param version undefined where nobody tells one picture from another: then it is uploaded in any case.
   * @param since the version that the boxes are the changes from; where another is shown, all is uploaded.
   */
  show(
    renderer: WebGLRenderer,
    bytes: Uint8Array,
    version: number | undefined,
    { since, boxes }: { readonly since: number | undefined; readonly boxes: readonly WorldBox[] },
  ): void {
    if (!this.#isAllocated) this.#allocate(renderer)
    const isNext = since !== undefined && since === this.#version
    if (version !== undefined && version === this.#version) return
    this.#version = version
    for (const box of isNext ? boxes : [wholeOf(this.size)]) {
      uploadBox(renderer, this.texture, bytes, this.size, box)
      this.uploadedCells += countCells(box.size)
    }
  }

  dispose(): void {
    this.texture.dispose()
  }

  #allocate(renderer: WebGLRenderer): void {
    this.#isAllocated = true
    this.texture.source.dataReady = false
    this.texture.needsUpdate = true
    renderer.initTexture(this.texture)
  }
}

function uploadBox(
  renderer: WebGLRenderer,
  texture: Data3DTexture | DataTexture,
  bytes: Uint8Array,
  size: Size,
  { x, y, z, size: box }: WorldBox,
): void {
  const gl = renderer.getContext() as WebGL2RenderingContext
  const { __webglTexture: handle } = renderer.properties.get(texture) as {
    __webglTexture?: WebGLTexture
  }
  // A lost context has no textures.
  if (handle === undefined || gl.isContextLost()) return
  const isInteger = texture.internalFormat === 'R8UI'
  const [format, type] = [isInteger ? gl.RED_INTEGER : gl.RED, gl.UNSIGNED_BYTE]
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, size.x)
  gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, x)
  gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y)
  if ('isData3DTexture' in texture) {
    renderer.state.bindTexture(gl.TEXTURE_3D, handle)
    gl.pixelStorei(gl.UNPACK_IMAGE_HEIGHT, size.y)
    gl.pixelStorei(gl.UNPACK_SKIP_IMAGES, z)
    gl.texSubImage3D(gl.TEXTURE_3D, 0, x, y, z, box.x, box.y, box.z, format, type, bytes)
    gl.pixelStorei(gl.UNPACK_IMAGE_HEIGHT, 0)
    gl.pixelStorei(gl.UNPACK_SKIP_IMAGES, 0)
  } else {
    renderer.state.bindTexture(gl.TEXTURE_2D, handle)
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, box.x, box.y, format, type, bytes)
  }
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0)
  gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, 0)
  gl.pixelStorei(gl.UNPACK_SKIP_ROWS, 0)
  // What three believes to be set, whatever it was.
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, texture.unpackAlignment)
}
