/**
 * Moments of a run to go back to, in bounded memory.
 *
 * They lie about evenly over the ticks that were seen. When they take more than they may, every
 * second one is given up and they are kept twice as far apart from then on, so that a run of any
 * length has as many as there is room for.
 */
import type { Snapshot } from '../snapshot.ts'
import { type PackedSnapshot, packSnapshot, unpackSnapshot } from './packed-snapshot.ts'

/** What the moments of a run may take: 500 of a million cells with two states. */
export const DEFAULT_STORE_BYTES = 64 * 2 ** 20

export class SnapshotStore {
  readonly #maxBytes: number
  /** By tick, ascending. */
  #kept: readonly PackedSnapshot[] = []
  #bytes = 0
  /** Ticks between two that are kept, at the least. */
  #spacing = 1

  constructor(maxBytes = DEFAULT_STORE_BYTES) {
    this.#maxBytes = maxBytes
  }

  /** What is kept takes so many bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** The ticks of what is kept, ascending. */
  get ticks(): readonly number[] {
    return this.#kept.map(tickOf)
  }

  /** Whether a moment of this tick would be kept; those too close to another are not. */
  wants(tick: number): boolean {
    const before = this.#kept.findLast((packed) => tickOf(packed) <= tick)
    if (before !== undefined && tick - tickOf(before) < this.#spacing) return false
    const after = this.#kept.find((packed) => tickOf(packed) > tick)
    return after === undefined || tickOf(after) - tick >= this.#spacing
  }

  /** Keeps a moment; its arrays belong to the store then. One that takes a fourth of all is not kept. */
  add(snapshot: Snapshot): void {
    const packed = packSnapshot(snapshot)
    if (packed.bytes > this.#maxBytes / 4) return
    const others = this.#kept.filter((each) => tickOf(each) !== snapshot.tick)
    const behind = others.findIndex((each) => tickOf(each) > snapshot.tick)
    this.#keep(others.toSpliced(behind === -1 ? others.length : behind, 0, packed))
    while (this.#bytes > this.#maxBytes) this.#thinOut()
  }

  /** The tick of the last moment that is no later; undefined where there is none. */
  findTick(tick: number): number | undefined {
    const found = this.#find(tick)
    return found && tickOf(found)
  }

  /** The last moment that is no later than a tick; undefined where there is none. */
  find(tick: number): Snapshot | undefined {
    const found = this.#find(tick)
    return found && unpackSnapshot(found)
  }

  /** Gives up all moments from a tick on: the run is another from there. */
  dropFrom(tick: number): void {
    this.#keep(this.#kept.filter((packed) => tickOf(packed) < tick))
  }

  #find(tick: number): PackedSnapshot | undefined {
    return this.#kept.findLast((packed) => tickOf(packed) <= tick)
  }

  #thinOut(): void {
    this.#spacing *= 2
    const kept: PackedSnapshot[] = []
    for (const packed of this.#kept) {
      const last = kept.at(-1)
      if (last === undefined || tickOf(packed) - tickOf(last) >= this.#spacing) kept.push(packed)
    }
    this.#keep(kept)
  }

  #keep(kept: readonly PackedSnapshot[]): void {
    this.#kept = kept
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

function tickOf({ moment }: PackedSnapshot): number {
  return moment.tick
}
