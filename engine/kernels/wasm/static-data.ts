/**
 * Tables and constants that generated code reads: bytes that get their place in the memory while
 * the code is generated, and are written there before it first runs.
 */
export class StaticData {
  readonly #pieces: { readonly address: number; readonly bytes: Uint8Array }[] = []
  /** Small pieces by their bytes, so that equal ones are placed once. */
  readonly #known = new Map<string, number>()
  #end: number

  /** @param start address of the first byte; a multiple of 16. */
  constructor(start: number) {
    this.#end = start
  }

  /** Address after the last byte. */
  get end(): number {
    return this.#end
  }

  /** Places bytes at a multiple of 16 and gives their address. The bytes are not copied. */
  place(bytes: Uint8Array): number {
    const key = bytes.length <= MAX_SHARED_BYTES ? bytes.join() : undefined
    const known = key === undefined ? undefined : this.#known.get(key)
    if (known !== undefined) return known
    const address = this.#end
    this.#pieces.push({ address, bytes })
    this.#end += Math.ceil(bytes.length / 16) * 16
    if (key !== undefined) this.#known.set(key, address)
    return address
  }

  /** Places numbers in lanes of a width, modulo that width. */
  placeNumbers(width: 8 | 16 | 32, numbers: ArrayLike<number>): number {
    return this.place(packNumbers(width, numbers))
  }

  /** Writes everything into the memory that the addresses belong to; it must still be all 0. */
  writeTo(memory: Uint8Array): void {
    for (const { address, bytes } of this.#pieces) memory.set(bytes, address)
  }
}

const MAX_SHARED_BYTES = 256

/** Numbers as bytes, little-endian, modulo 2^width. */
export function packNumbers(width: 8 | 16 | 32, numbers: ArrayLike<number>): Uint8Array {
  const Lanes = { 8: Uint8Array, 16: Uint16Array, 32: Int32Array }[width]
  return new Uint8Array(new Lanes(numbers).buffer)
}
