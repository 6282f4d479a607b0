/**
 * Deflate (RFC 1951), small and the same everywhere: what it writes depends on its input alone, and not on
 * the version of somebody's zlib, so that reports can be compared byte for byte.
 *
 * One block with the fixed codes; matches are found through chains of equal three-byte beginnings.
 */

const MIN_MATCH = 3
const MAX_MATCH = 258
const WINDOW = 2 ** 15
const HASH_BITS = 15

/** Earlier places with the same beginning that are tried. */
const MAX_TRIES = 32

/** Least length and extra bits of the length codes 257 on (RFC 1951, 3.2.5). */
const LENGTHS = buildRanges(28, 4, 8, MIN_MATCH)
/** Least distance and extra bits of the distance codes 0 on. */
const DISTANCES = buildRanges(30, 2, 4, 1)

/** Ranges of a code: the first `plain` of them of one value, then so many each of 1, 2 ... extra bits. */
function buildRanges(count: number, step: number, plain: number, first: number) {
  const ranges: { readonly low: number; readonly bits: number }[] = []
  let low = first
  for (let i = 0; i < count; i++) {
    const bits = i < plain ? 0 : Math.floor((i - plain) / step) + 1
    ranges.push({ low, bits })
    low += 2 ** bits
  }
  return ranges
}

/** Compresses bytes. The result is a raw deflate stream, without a header. */
export function deflate(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new BitWriter()
  out.write(0b011, 3) // The last block, of fixed codes.
  const heads = new Int32Array(2 ** HASH_BITS).fill(-1)
  const earlier = new Int32Array(bytes.length)
  const enter = (at: number) => {
    if (at + MIN_MATCH > bytes.length) return
    const hash = hashAt(bytes, at)
    earlier[at] = heads[hash]!
    heads[hash] = at
  }
  for (let at = 0; at < bytes.length; ) {
    const match = findMatch(bytes, at, heads, earlier)
    if (match === undefined) {
      out.writeSymbol(bytes[at]!)
      enter(at++)
      continue
    }
    out.writeRange(match.length, LENGTHS, (code) => out.writeSymbol(257 + code))
    out.writeRange(match.distance, DISTANCES, (code) => out.writeCode(code, 5))
    for (let i = 0; i < match.length; i++) enter(at++)
  }
  out.writeSymbol(256)
  return out.finish()
}

function hashAt(bytes: Uint8Array, at: number): number {
  const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
  return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS)
}

function findMatch(bytes: Uint8Array, at: number, heads: Int32Array, earlier: Int32Array) {
  if (at + MIN_MATCH > bytes.length) return undefined
  const most = Math.min(MAX_MATCH, bytes.length - at)
  let best = MIN_MATCH - 1
  let distance = 0
  let from = heads[hashAt(bytes, at)]!
  for (let tries = 0; tries < MAX_TRIES && from >= 0 && at - from <= WINDOW; tries++) {
    let length = 0
    while (length < most && bytes[from + length] === bytes[at + length]) length++
    if (length > best) {
      best = length
      distance = at - from
      if (length === most) break
    }
    from = earlier[from]!
  }
  return best < MIN_MATCH ? undefined : { length: best, distance }
}

/** Bits, the least significant of a byte first. */
class BitWriter {
  #bytes = new Uint8Array(2 ** 12)
  #length = 0
  #held = 0
  #heldBits = 0

  /** Writes a number, its lowest bit first. */
  write(value: number, bits: number): void {
    this.#held |= value << this.#heldBits
    this.#heldBits += bits
    while (this.#heldBits >= 8) {
      this.#push(this.#held & 0xff)
      this.#held >>>= 8
      this.#heldBits -= 8
    }
  }

  /** Writes a Huffman code, its highest bit first. */
  writeCode(code: number, bits: number): void {
    let turned = 0
    for (let i = 0; i < bits; i++) turned |= ((code >> i) & 1) << (bits - 1 - i)
    this.write(turned, bits)
  }

  /** Writes a literal or length symbol in the fixed code. */
  writeSymbol(symbol: number): void {
    if (symbol < 144) this.writeCode(0x30 + symbol, 8)
    else if (symbol < 256) this.writeCode(0x190 + symbol - 144, 9)
    else if (symbol < 280) this.writeCode(symbol - 256, 7)
    else this.writeCode(0xc0 + symbol - 280, 8)
  }

  /** Writes a value as the code of its range and its place in it. */
  writeRange(
    value: number,
    ranges: readonly { readonly low: number; readonly bits: number }[],
    writeCode: (code: number) => void,
  ): void {
    // The longest match has a code of its own, without extra bits.
    if (ranges === LENGTHS && value === MAX_MATCH) return writeCode(28)
    let code = ranges.length - 1
    while (ranges[code]!.low > value) code--
    writeCode(code)
    this.write(value - ranges[code]!.low, ranges[code]!.bits)
  }

  finish(): Uint8Array<ArrayBuffer> {
    if (this.#heldBits > 0) this.#push(this.#held & 0xff)
    return this.#bytes.slice(0, this.#length)
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = byte
  }
}
