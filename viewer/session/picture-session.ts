/** Starts the worker that makes files of pictures and models, and hands back a typed remote with a way to end it. */
import * as Comlink from 'comlink'
import type { PictureApi } from '../../engine/worker/picture-api.ts'

export interface PictureSession {
  readonly pictures: Comlink.Remote<PictureApi>
  /** Ends the worker at once; calls under way never settle. */
  close(): void
}

export function connectPictures(): PictureSession {
  const worker = new Worker(new URL('../../engine/worker/picture.worker.ts', import.meta.url), {
    type: 'module',
    name: 'pictures',
  })
  const pictures = Comlink.wrap<PictureApi>(worker)
  return {
    pictures,
    close() {
      pictures[Comlink.releaseProxy]()
      worker.terminate()
    },
  }
}
