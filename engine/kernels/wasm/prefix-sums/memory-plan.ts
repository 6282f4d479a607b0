/** Hands out addresses one after another, and remembers what must lie there from the start. */

/** Lines of a cache, so that threads do not meet in one. */
const ALIGNMENT = 64

export class MemoryPlan {
  #end = 0
  readonly #data: (readonly [address: number, bytes: Uint8Array])[] = []

  /** The first address that is not taken. */
  get end(): number {
    return this.#end
  }

  /** Sets bytes aside; gives the address of the first. */
  reserve(bytes: number): number {
    const address = this.#end
    this.#end = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT
    return address
  }

  /** Sets memory aside for numbers that are only read; they are used when they are written. */
  place(numbers: Uint8Array | Int32Array): number {
    const address = this.reserve(numbers.byteLength)
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
    this.#data.push([address, bytes])
    return address
  }

  /** Writes all that was placed. */
  writeTo(memory: ArrayBufferLike): void {
    for (const [address, bytes] of this.#data) new Uint8Array(memory).set(bytes, address)
  }
}
