/** Browser entry: makes files of pictures and models beside the page, which goes on drawing meanwhile. */
import * as Comlink from 'comlink'
import { GifEncoder } from '../formats/gif-encoder.ts'
import { writeGlb } from '../formats/write-glb.ts'
import { toResult } from '../protocol/failure.ts'
import type { Result } from '../protocol/result.ts'
import type { PictureApi } from './picture-api.ts'

let gif: GifEncoder | undefined

function moved(work: () => Uint8Array<ArrayBuffer>): Promise<Result<Uint8Array<ArrayBuffer>>> {
  return toResult(work).then((made) =>
    made.ok ? Comlink.transfer(made, [made.value.buffer]) : made,
  )
}

const api: PictureApi = {
  beginGif: (width, height) =>
    toResult(() => {
      gif = new GifEncoder(width, height)
    }),
  addToGif: (rgba, delayMs) => toResult(() => gif?.add(rgba, delayMs)),
  finishGif: () =>
    moved(() => {
      const bytes = gif?.finish() ?? new Uint8Array()
      gif = undefined
      return bytes
    }),
  writeModel: (source) => moved(() => writeGlb(source)),
}

Comlink.expose(api)
