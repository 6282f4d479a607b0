/** Reads what `ByteWriter` writes, out of bytes that nobody vouches for. */
import { RoutingBytesError } from './errors.ts'

export class ByteReader {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** @throws {RoutingBytesError} always, for what was read last. */
  fail(found: string, wanted: string): never {
    throw new RoutingBytesError({ atByte: this.#at, found, wanted })
  }

  /** @throws {RoutingBytesError} unless all bytes are read. */
  assertEnd(): void {
    const rest = this.#view.byteLength - this.#at
    if (rest > 0) this.fail(`${rest} bytes more`, 'nothing comes after the last channel')
  }

  u8(what: string, least = 0, most = 2 ** 8 - 1): number {
    return this.#check(this.#view.getUint8(this.#take(1, what)), what, least, most)
  }

  u16(what: string, least = 0, most = 2 ** 16 - 1): number {
    return this.#check(this.#view.getUint16(this.#take(2, what), true), what, least, most)
  }

  u32(what: string, least = 0, most = 2 ** 32 - 1): number {
    return this.#check(this.#view.getUint32(this.#take(4, what), true), what, least, most)
  }

  i32(what: string, least = -(2 ** 31), most = 2 ** 31 - 1): number {
    return this.#check(this.#view.getInt32(this.#take(4, what), true), what, least, most)
  }

  u53(what: string): number {
    const low = this.u32(what)
    return low + 2 ** 32 * this.u32(what, 0, 2 ** 21 - 1)
  }

  text(what: string, maxChars: number): string {
    const length = this.u8(what, 1, maxChars)
    return String.fromCharCode(...Array.from({ length }, () => this.u16(what)))
  }

  readWords(words: Uint32Array, what: string): void {
    for (let index = 0; index < words.length; index++) words[index] = this.u32(what)
  }

  #take(bytes: number, what: string): number {
    const at = this.#at
    if (at + bytes > this.#view.byteLength) this.fail('the end', `${what} is wanted`)
    this.#at += bytes
    return at
  }

  #check(value: number, what: string, least: number, most: number): number {
    if (value < least || value > most) {
      this.fail(`${what} ${value}`, `a number from ${least} to ${most} is wanted`)
    }
    return value
  }
}
