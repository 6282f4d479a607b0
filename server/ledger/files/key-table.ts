/**
 * Which entries may have a key: a hash table of fingerprints, 12 bytes an entry and half of it empty, so that a
 * million keys take 25 MB and not ten times as much. Fingerprints may agree where keys do not: whoever asks looks
 * at the entries.
 */
import type { Fingerprint } from './index-rows.ts'

const FIRST_CAPACITY = 1024

export class KeyTable {
  /** Three numbers a slot: low, high, and the entry counted from 1, or 0 where it is free. */
  #slots = new Uint32Array(3 * FIRST_CAPACITY)
  #capacity = FIRST_CAPACITY
  #size = 0

  /** Puts in the fingerprint of an entry. */
  add({ low, high }: Fingerprint, seq: number): void {
    if (2 * (this.#size + 1) > this.#capacity) this.#grow()
    this.#put(low, high, seq + 1)
    this.#size++
  }

  /** The entries of a fingerprint, the earliest first. */
  find({ low, high }: Fingerprint): number[] {
    const found: number[] = []
    for (let slot = low % this.#capacity; ; slot = (slot + 1) % this.#capacity) {
      const place = 3 * slot
      const entry = this.#slots[place + 2]!
      if (entry === 0) return found
      if (this.#slots[place] === low && this.#slots[place + 1] === high) found.push(entry - 1)
    }
  }

  #put(low: number, high: number, entry: number): void {
    let slot = low % this.#capacity
    while (this.#slots[3 * slot + 2] !== 0) slot = (slot + 1) % this.#capacity
    this.#slots[3 * slot] = low
    this.#slots[3 * slot + 1] = high
    this.#slots[3 * slot + 2] = entry
  }

  #grow(): void {
    const slots = this.#slots
    const capacity = this.#capacity
    this.#capacity *= 2
    this.#slots = new Uint32Array(3 * this.#capacity)
    // From a free slot on, all that went on at the begin of the table comes behind what it went on from.
    let start = 0
    while (slots[3 * start + 2] !== 0) start++
    for (let i = 0; i < capacity; i++) {
      const place = 3 * ((start + i) % capacity)
      if (slots[place + 2] !== 0) this.#put(slots[place]!, slots[place + 1]!, slots[place + 2]!)
    }
  }
}
