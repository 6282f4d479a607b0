/** What makes animations of pictures: a GIF in a worker, or a WebM by the browser's own encoder. */
import * as Comlink from 'comlink'
import { type VideoBlock, writeWebm } from '../../../engine/formats/write-webm.ts'
import type { Failure, Result } from '../../../engine/protocol/result.ts'
import { connectPictures } from '../../session/picture-session.ts'
import type { PictureSink, RangeWish } from './record-range.ts'

/** Whether this browser encodes video. */
export const CAN_ENCODE_VIDEO = 'VideoEncoder' in globalThis

type Size = Pick<RangeWish, 'width' | 'height' | 'picturesPerSecond'>

/** An animated GIF. */
export async function createGifSink({
  width,
  height,
  picturesPerSecond,
}: Size): Promise<PictureSink> {
  const { pictures, close } = connectPictures()
  unwrap(await pictures.beginGif(width, height))
  return {
    async add(picture) {
      const { data } = picture.getContext('2d')!.getImageData(0, 0, width, height)
      unwrap(
        await pictures.addToGif(Comlink.transfer(data, [data.buffer]), 1000 / picturesPerSecond),
      )
    },
    async finish() {
      return unwrap(await pictures.finishGif())
    },
    close,
  }
}

/** A key picture so often: players seek to them. */
const KEY_EVERY = 30
/** Bits of a pixel and picture; worlds have hard edges, which blur below this. */
const BITS_PER_PIXEL = 0.25

/** A WebM video. Its encoder wants even sizes. */
export function createWebmSink({ width, height, picturesPerSecond }: Size): PictureSink {
  const blocks: VideoBlock[] = []
  const durationMs = 1000 / picturesPerSecond
  let failure: DOMException | undefined
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      blocks.push({ bytes, isKey: chunk.type === 'key', atMs: chunk.timestamp / 1000 })
    },
    error(thrown) {
      failure = thrown
    },
  })
  encoder.configure({
    codec: 'vp8',
    ...{ width, height, framerate: picturesPerSecond },
    bitrate: Math.round(width * height * picturesPerSecond * BITS_PER_PIXEL),
  })
  return {
    async add(picture, place) {
      if (failure !== undefined) throw failure
      const timestamp = Math.round(1000 * durationMs * place)
      const frame = new VideoFrame(picture, { timestamp, duration: Math.round(1000 * durationMs) })
      encoder.encode(frame, { keyFrame: place % KEY_EVERY === 0 })
      frame.close()
    },
    async finish() {
      await encoder.flush()
      if (failure !== undefined) throw failure
      const source = { codec: 'V_VP8', width, height, blocks } as const
      return writeWebm({ ...source, durationMs: durationMs * blocks.length })
    },
    close() {
      if (encoder.state !== 'closed') encoder.close()
    },
  }
}

/** A failure of the worker that is thrown on. */
class PictureFailure extends Error {
  override readonly name = 'PictureFailure'
  readonly code: string
  readonly details: Failure['details']

  constructor({ code, message, details }: Failure) {
    super(message)
    this.code = code
    this.details = details
  }
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new PictureFailure(result.failure)
  return result.value
}
