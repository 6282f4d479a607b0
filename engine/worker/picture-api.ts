/** What a page may ask of the worker that makes files of pictures and models. Arrays are moved to whoever gets them. */
import type { ModelSource } from '../formats/write-glb.ts'
import type { Result } from '../protocol/result.ts'

export interface PictureApi {
  /** Begins an animation, in the place of any other. */
  beginGif(width: number, height: number): Promise<Result<void>>
  /** Adds a picture of RGBA bytes, shown for so long. */
  addToGif(rgba: Uint8ClampedArray, delayMs: number): Promise<Result<void>>
  /** The whole animation. */
  finishGif(): Promise<Result<Uint8Array<ArrayBuffer>>>
  /** A state as binary glTF. */
  writeModel(source: ModelSource): Promise<Result<Uint8Array<ArrayBuffer>>>
}
