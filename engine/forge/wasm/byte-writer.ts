/** A module has dozens of writers, most of a few bytes. V8 keeps no more than these in its own heap. */
const FIRST_BYTES = 64

const ENCODER = new TextEncoder()

/**
 * Bytes written one after another into a buffer that grows, with the integers of WebAssembly's
 * binary format (LEB128, https://webassembly.github.io/spec/core/binary/values.html).
 */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #length = 0

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  bytes(values: ArrayLike<number>): void {
    this.#reserve(values.length)
    this.#bytes.set(values, this.#length)
    this.#length += values.length
  }

  /** An unsigned number below 2^32. */
  unsigned(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** An i32; numbers from 2^31 to 2^32 - 1 mean the i32 of the same bits. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.byte(rest & 0x7f)
  }

  /** An i64; numbers from 2^63 to 2^64 - 1 mean the i64 of the same bits. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -0x40n || rest > 0x3fn) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  /** A name: its length in bytes, then UTF-8. */
  text(value: string): void {
    const utf8 = ENCODER.encode(value)
    this.unsigned(utf8.length)
    this.bytes(utf8)
  }

  /** What another writer holds. */
  append(other: ByteWriter): void {
    this.bytes(other.toBytes())
  }

  /** What has been written; good until the next write. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
