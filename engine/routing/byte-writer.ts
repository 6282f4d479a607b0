/** Writes little-endian numbers one after another into bytes that grow. */

const FIRST_BYTES = 1024

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  u8(value: number): void {
    const at = this.#grow(1)
    this.#view.setUint8(at, value)
  }

  u16(value: number): void {
    const at = this.#grow(2)
    this.#view.setUint16(at, value, true)
  }

  /** An i32 is written as the u32 of the same bits. */
  u32(value: number): void {
    const at = this.#grow(4)
    this.#view.setUint32(at, value, true)
  }

  /** A whole number from 0 to 2^53 - 1, in 8 bytes. */
  u53(value: number): void {
    this.u32(value % 2 ** 32)
    this.u32(Math.floor(value / 2 ** 32))
  }

  /** A text of at most 255 UTF-16 units. */
  text(value: string): void {
    this.u8(value.length)
    for (let index = 0; index < value.length; index++) this.u16(value.charCodeAt(index))
  }

  words(values: Uint32Array): void {
    for (const value of values) this.u32(value)
  }

  /** Makes room, and gives the place of the first byte of it. */
  #grow(bytes: number): number {
    const at = this.#length
    this.#length += bytes
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length)
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    return at
  }
}
