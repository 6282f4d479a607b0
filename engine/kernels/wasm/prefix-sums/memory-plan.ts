/** Hands out addresses one after another. */

/** Lines of a cache, so that threads do not meet in one. */
const ALIGNMENT = 64

export class MemoryPlan {
  #end: number

  /** @param start the first address it may hand out. */
  constructor(start: number) {
    this.#end = roundUp(start)
  }

  /** The first address that is not taken. */
  get end(): number {
    return this.#end
  }

  /** Sets bytes aside; gives the address of the first. */
  reserve(bytes: number): number {
    const address = this.#end
    this.#end = roundUp(address + bytes)
    return address
  }
}

const roundUp = (address: number) => Math.ceil(address / ALIGNMENT) * ALIGNMENT
