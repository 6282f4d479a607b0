/**
 * Writes an animated GIF (GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt), picture after picture.
 *
 * Each picture has a table of its own colors: those of its histogram of 15 bits, cut at medians (Heckbert
 * 1982) where they are more than 256. The bytes are the same for the same pictures, on every machine.
 */

import { buildColorTable } from './color-table.ts'
import { PictureLimitError } from './errors.ts'
import { MAX_GIF_AXIS_PIXELS, MAX_GIF_PICTURES } from './limits.ts'
import { compressLzw } from './lzw.ts'

const TABLE_COLORS = 256
const TABLE_BITS = 8

export class GifEncoder {
  readonly #width: number
  readonly #height: number
  readonly #parts: Uint8Array[] = []
  #pictures = 0

  /** @throws {PictureLimitError} for a size that is no whole number from 1 to MAX_GIF_AXIS_PIXELS. */
  constructor(width: number, height: number) {
    for (const pixels of [width, height]) {
      if (!Number.isInteger(pixels) || pixels < 1 || pixels > MAX_GIF_AXIS_PIXELS) {
        throw new PictureLimitError({
          what: 'pixels along an axis',
          found: pixels,
          limit: MAX_GIF_AXIS_PIXELS,
        })
      }
    }
    this.#width = width
    this.#height = height
    const head = [...ascii('GIF89a'), ...word(width), ...word(height), 0x70, 0, 0]
    // Plays for ever.
    const loop = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0]
    this.#parts.push(Uint8Array.from([...head, ...loop]))
  }

  /**
   * Adds a picture of RGBA bytes; what is transparent is not, here.
   *
   * @param delayMs how long it is shown, kept in hundredths of a second; browsers show none for less than 20.
   * @throws {PictureLimitError} for bytes of another size, and for more pictures than MAX_GIF_PICTURES.
   */
  add(rgba: Uint8Array | Uint8ClampedArray, delayMs: number): void {
    const bytes = 4 * this.#width * this.#height
    if (rgba.length !== bytes) {
      throw new PictureLimitError({ what: 'bytes of a picture', found: rgba.length, limit: bytes })
    }
    if (this.#pictures === MAX_GIF_PICTURES) {
      throw new PictureLimitError({
        what: 'pictures',
        found: MAX_GIF_PICTURES + 1,
        limit: MAX_GIF_PICTURES,
      })
    }
    this.#pictures++
    const { colors, indices } = buildColorTable(rgba, TABLE_COLORS)
    const delay = Math.min(0xffff, Math.max(2, Math.round(delayMs / 10)))
    const control = [0x21, 0xf9, 4, 4, ...word(delay), 0, 0]
    const place = [
      0x2c,
      0,
      0,
      0,
      0,
      ...word(this.#width),
      ...word(this.#height),
      0x80 | (TABLE_BITS - 1),
    ]
    this.#parts.push(Uint8Array.from([...control, ...place]), colors)
    this.#parts.push(Uint8Array.of(TABLE_BITS), ...inBlocks(compressLzw(indices, TABLE_BITS)))
  }

  /** The whole file; the caller owns it. Nothing can be added afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#parts.push(Uint8Array.of(0x3b))
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    this.#parts.length = 0
    return whole
  }
}

/** Data in blocks of at most 255 bytes, each behind its length, and the empty one that ends them. */
function inBlocks(data: Uint8Array): Uint8Array[] {
  const blocks = new Uint8Array(data.length + Math.ceil(data.length / 255) + 1)
  let to = 0
  for (let from = 0; from < data.length; from += 255) {
    const block = data.subarray(from, from + 255)
    blocks[to++] = block.length
    blocks.set(block, to)
    to += block.length
  }
  return [blocks]
}

const word = (value: number) => [value & 255, value >> 8]
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
