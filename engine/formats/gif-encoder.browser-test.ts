/** Animations are read back by the browser's own decoder. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GifEncoder } from './gif-encoder.ts'

async function decode(bytes: Uint8Array<ArrayBuffer>) {
  const decoder = new ImageDecoder({ data: bytes, type: 'image/gif' })
  await decoder.tracks.ready
  await decoder.completed
  const { frameCount, repetitionCount } = decoder.tracks.selectedTrack!
  const pictures = []
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex })
    const rgba = new Uint8Array(4 * image.displayWidth * image.displayHeight)
    await image.copyTo(rgba, { format: 'RGBA' })
    pictures.push({ rgba, width: image.displayWidth, durationMs: (image.duration ?? 0) / 1000 })
    image.close()
  }
  decoder.close()
  return { pictures, repetitionCount }
}

test('what few colors a picture has come back as they are, each picture in its time', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(),
      async (width, height, colors, seed) => {
        let state = seed + 1
        const next = () => {
          state = (Math.imul(state, 1103515245) + 12345) >>> 0
          return state >>> 8
        }
        // In steps of 8, no two fall together.
        const table = Array.from({ length: colors }, (_, i) => [
          (i & 31) << 3,
          (i >> 5) << 3,
          128,
          255,
        ])
        const pixels = () => Array.from({ length: width * height }, () => table[next() % colors]!)
        const pictures = [0, 1].map(() => Uint8Array.from(pixels().flat()))
        const encoder = new GifEncoder(width, height)
        for (const [i, picture] of pictures.entries()) encoder.add(picture, 50 * (i + 1))
        const { pictures: read, repetitionCount } = await decode(encoder.finish())
        expect(repetitionCount).toBe(Infinity)
        expect(read.map(({ durationMs }) => durationMs)).toEqual([50, 100])
        for (const [i, { rgba }] of read.entries()) expect(rgba).toEqual(pictures[i])
      },
    ),
    { numRuns: 40 },
  ))

test('a large picture of many colors comes back close to what it was', async () => {
  const [width, height] = [400, 300]
  const rgba = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rgba.set([(255 * x) / width, (255 * y) / height, (x * y) & 255, 255], 4 * (y * width + x))
    }
  }
  const encoder = new GifEncoder(width, height)
  encoder.add(rgba, 40)
  const { pictures } = await decode(encoder.finish())
  const off = pictures[0]!.rgba.reduce((sum, byte, i) => sum + Math.abs(byte - rgba[i]!), 0)
  expect(off / rgba.length).toBeLessThan(12)
})

test('sizes and bytes that are none are refused by name', () => {
  for (const axis of [0, 1.5, 65536])
    expect(() => new GifEncoder(axis, 4)).toThrow(/pixels along an axis/)
  expect(() => new GifEncoder(4, 4).add(new Uint8Array(63), 40)).toThrow(/bytes of a picture/)
})
