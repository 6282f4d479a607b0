/** Videos are read back by the browser's own player. */
import { expect, test } from 'vitest'
import { type VideoBlock, writeWebm } from './write-webm.ts'

const [WIDTH, HEIGHT, EACH_MS] = [64, 48, 100]
/** So many that there are several clusters. */
const PICTURES = 12
const grayOf = (place: number) => 20 * place

async function encode(): Promise<VideoBlock[]> {
  const blocks: VideoBlock[] = []
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      blocks.push({ bytes, isKey: chunk.type === 'key', atMs: chunk.timestamp / 1000 })
    },
    error(thrown) {
      throw thrown
    },
  })
  encoder.configure({ codec: 'vp8', width: WIDTH, height: HEIGHT, bitrate: 1_000_000 })
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const drawing = canvas.getContext('2d')!
  for (let place = 0; place < PICTURES; place++) {
    drawing.fillStyle = `rgb(${grayOf(place)} ${grayOf(place)} ${grayOf(place)})`
    drawing.fillRect(0, 0, WIDTH, HEIGHT)
    const frame = new VideoFrame(canvas, { timestamp: 1000 * EACH_MS * place })
    encoder.encode(frame, { keyFrame: place % 5 === 0 })
    frame.close()
  }
  await encoder.flush()
  encoder.close()
  return blocks
}

test('a player knows its length and size, and finds each picture at its time, whichever is asked for first', async () => {
  const durationMs = PICTURES * EACH_MS
  const size = { width: WIDTH, height: HEIGHT }
  const bytes = writeWebm({ codec: 'V_VP8', ...size, blocks: await encode(), durationMs })
  const video = document.createElement('video')
  video.muted = true
  video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }))
  const happened = (name: string) =>
    new Promise<void>((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true })
      video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true })
    })
  await happened('loadeddata')
  expect(video.duration).toBeCloseTo(durationMs / 1000, 2)
  expect([video.videoWidth, video.videoHeight]).toEqual([WIDTH, HEIGHT])
  const drawing = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d')!
  for (const place of [11, 3, 7, 0]) {
    const seeked = happened('seeked')
    video.currentTime = (place + 0.5) * (EACH_MS / 1000)
    await seeked
    drawing.drawImage(video, 0, 0)
    const [gray] = drawing.getImageData(WIDTH / 2, HEIGHT / 2, 1, 1).data
    expect(Math.abs(gray! - grayOf(place)), `picture ${place}`).toBeLessThan(12)
  }
  URL.revokeObjectURL(video.src)
})

test('a video without a picture is refused by name', () => {
  const none = { codec: 'V_VP8', width: 2, height: 2, blocks: [], durationMs: 0 } as const
  expect(() => writeWebm(none)).toThrow(/0 pictures/)
})
