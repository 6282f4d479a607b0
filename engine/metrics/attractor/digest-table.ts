/**
 * The digests of the first states of an orbit, and at which ticks they were seen.
 *
 * It holds a bounded number of them, so that memory stays the same however long an orbit is.
 */

/** A table takes 16 bytes an entry, and as many free slots. */
const START_ENTRIES = 2 ** 10

export class DigestTable {
  readonly #maxEntries: number
  #digests = new BigUint64Array(START_ENTRIES)
  /** Number of an entry plus one, 0 where a slot is free; twice as many as there are entries. */
  #slots = new Uint32Array(2 * START_ENTRIES)
  #count = 0

  /** @param maxEntries how many digests it holds; those that come later are not kept. */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries
  }

  get isFull(): boolean {
    return this.#count >= this.#maxEntries
  }

  /** Takes in the digest that comes next; they are numbered from 0 on. */
  add(digest: bigint): void {
    if (this.isFull) return
    if (this.#count === this.#digests.length) this.#grow()
    this.#digests[this.#count] = digest
    this.#place(digest, ++this.#count)
  }

  /** Numbers of all entries with a digest, the latest first. */
  find(digest: bigint): number[] {
    const found: number[] = []
    for (let slot = this.#slotOf(digest); this.#slots[slot] !== 0; slot = this.#after(slot)) {
      const entry = this.#slots[slot]! - 1
      if (this.#digests[entry] === digest) found.push(entry)
    }
    return found.sort((a, b) => b - a)
  }

  #grow(): void {
    const digests = new BigUint64Array(2 * this.#digests.length)
    digests.set(this.#digests)
    this.#digests = digests
    this.#slots = new Uint32Array(2 * digests.length)
    for (let entry = 0; entry < this.#count; entry++) this.#place(digests[entry]!, entry + 1)
  }

  #place(digest: bigint, mark: number): void {
    let slot = this.#slotOf(digest)
    while (this.#slots[slot] !== 0) slot = this.#after(slot)
    this.#slots[slot] = mark
  }

  #slotOf(digest: bigint): number {
    return Number(BigInt.asUintN(32, digest ^ (digest >> 32n))) & (this.#slots.length - 1)
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1)
  }
}
