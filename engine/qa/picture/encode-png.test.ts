import { inflateRawSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deflate } from './deflate.ts'
import { encodePng, type Rgb } from './encode-png.ts'

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.uint8Array({ max: 2, maxLength: 5000 }),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2000 }))
    .map(([unit, times]) =>
      new Uint8Array(unit.length * times).map((_, i) => unit[i % unit.length]!),
    ),
)

test('what is deflated, zlib inflates', () => {
  fc.assert(
    fc.property(texts, (bytes) => {
      expect(Buffer.from(inflateRawSync(deflate(bytes))).equals(bytes)).toBe(true)
    }),
  )
})

test('far matches of the greatest distance and length come back', () => {
  const bytes = new Uint8Array(2 ** 15 + 600)
  for (let i = 0; i < 300; i++) bytes[i] = bytes[2 ** 15 + i] = (i * 7919) >> 3
  expect(Buffer.from(inflateRawSync(deflate(bytes))).equals(bytes)).toBe(true)
})

test('blank pictures are small', () => {
  expect(deflate(new Uint8Array(1e6)).length).toBeLessThan(8000)
})

test.each([2, 4, 16, 256])('a picture of %i colors holds its pixels', (colors) => {
  const [width, height] = [37, 11]
  const pixels = new Uint8Array(width * height).map((_, i) => (i * i) % colors)
  const palette = Array.from({ length: colors }, (_, i): Rgb => [i, 255 - i, 7])
  const png = Buffer.from(encodePng({ width, height, pixels }, palette))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height])
  const bits = png[24]!
  const from = png.indexOf('IDAT') + 4
  const rows = inflateSync(png.subarray(from, from + png.readUInt32BE(from - 8)))
  const rowBytes = Math.ceil((width * bits) / 8)
  const found = Uint8Array.from(pixels, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    const byte = rows[(rowBytes + 1) * y + 1 + Math.floor((x * bits) / 8)]!
    return (byte >> (8 - bits - ((x * bits) % 8))) & (2 ** bits - 1)
  })
  expect(found).toEqual(pixels)
})
