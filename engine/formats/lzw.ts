/** The compression of GIF: LZW with codes of growing length, up to 12 bits, lowest bits first. */

const MAX_CODES = 4096

/**
 * Compresses indices.
 *
 * @param indices each below 2^bits. @param bits 2 to 8.
 */
export function compressLzw(indices: Uint8Array, bits: number): Uint8Array {
  const clear = 1 << bits
  const end = clear + 1
  /** The code of a known string and one index more, by both; 0 where it is not known. */
  const next = new Uint16Array(MAX_CODES << bits)
  const writer = new BitWriter(indices.length + 16)
  let codeBits = bits + 1
  let nextCode = end + 1
  writer.write(clear, codeBits)
  let code = indices[0] ?? end
  for (let i = 1; i < indices.length; i++) {
    const index = indices[i]!
    const place = (code << bits) | index
    const known = next[place]!
    if (known !== 0) {
      code = known
      continue
    }
    writer.write(code, codeBits)
    if (nextCode === MAX_CODES) {
      writer.write(clear, codeBits)
      next.fill(0)
      codeBits = bits + 1
      nextCode = end + 1
    } else {
      if (nextCode === 1 << codeBits) codeBits++
      next[place] = nextCode++
    }
    code = index
  }
  if (indices.length > 0) {
    writer.write(code, codeBits)
    // The reader has one code more by now, and reads the last one as long as that asks for.
    if (nextCode === 1 << codeBits && codeBits < 12) codeBits++
  }
  writer.write(end, codeBits)
  return writer.finish()
}

class BitWriter {
  #bytes: Uint8Array
  #length = 0
  #pending = 0
  #pendingBits = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  write(code: number, bits: number): void {
    this.#pending |= code << this.#pendingBits
    this.#pendingBits += bits
    while (this.#pendingBits >= 8) {
      this.#push(this.#pending & 255)
      this.#pending >>>= 8
      this.#pendingBits -= 8
    }
  }

  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.#push(this.#pending & 255)
    return this.#bytes.subarray(0, this.#length)
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
