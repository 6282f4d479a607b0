/** Pictures of a few colors as PNG (W3C, "Portable Network Graphics", third edition, 2025). */
import { crc32 } from '../../math/crc32.ts'
import { deflate } from './deflate.ts'

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A picture whose pixels are numbers of colors. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** One byte a pixel, row by row from the top. */
  readonly pixels: Uint8Array
}

/**
 * Encodes a picture under a palette of at most 256 colors, with as few bits a pixel as it needs.
 * Equal pictures, equal bytes.
 */
export function encodePng(
  { width, height, pixels }: Picture,
  palette: readonly Rgb[],
): Uint8Array<ArrayBuffer> {
  const bits = palette.length <= 2 ? 1 : palette.length <= 4 ? 2 : palette.length <= 16 ? 4 : 8
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([bits, 3, 0, 0, 0], 8)
  const colors = Uint8Array.from(palette.flat())
  const chunks = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', zlib(packRows(width, height, pixels, bits))),
    chunk('IEND', new Uint8Array(0)),
  ]
  return concatenate(chunks)
}

/** Rows of packed pixels, each after a byte that says it is not filtered. */
function packRows(width: number, height: number, pixels: Uint8Array, bits: number): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 8)
  const rows = new Uint8Array((rowBytes + 1) * height)
  const perByte = 8 / bits
  for (let y = 0; y < height; y++) {
    const at = (rowBytes + 1) * y + 1
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * (1 + (x % perByte))
      rows[at + Math.floor(x / perByte)]! |= pixels[width * y + x]! << shift
    }
  }
  return rows
}

/** A zlib stream (RFC 1950). */
function zlib(bytes: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(4)
  new DataView(checksum.buffer).setUint32(0, adler32(bytes))
  return concatenate([Uint8Array.of(0x78, 0x01), deflate(bytes), checksum])
}

function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (const byte of bytes) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return b * 65536 + a
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
