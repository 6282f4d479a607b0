/**
 * Watches a run tick by tick for the moment at which its state comes back.
 *
 * States are known by 64 bits each that stand for all that decides what follows. The last of them
 * are kept in a ring with a table of hash chains (as compressors look for what they have seen), so that
 * a cycle no longer than the ring is found at the first tick that has been there before, however late that is: its period and its
 * first tick are exact. For longer cycles one state is kept as an anchor, ever later ones (R. P. Brent, "An
 * improved Monte Carlo factorization algorithm", BIT 20, 1980): it comes back after exactly one
 * period, of which then only the first tick is not known. A tick takes a time that does not depend on
 * how many were before it, and memory is that of the ring.
 *
 * What has been found is held to: when a later state is another than one period before (somebody has
 * painted, or 64 bits of different states were equal), the watch begins anew.
 */

/** How the states of a run repeat themselves. */
export interface SeenCycle {
  /** The first tick whose state comes back; undefined where the cycle is longer than the ring. */
  readonly firstTick: number | undefined
  readonly period: number
}

/** States that are kept, where nobody says otherwise. */
const RING_STATES = 2 ** 16

/** The most chain links that are followed at one tick; more would take hostile digests. */
const MAX_LINKS = 64

export class PeriodWatch {
  readonly #mask: number
  /** By slot: the two halves of the state. */
  readonly #low: Int32Array
  readonly #high: Int32Array
  /** Slots by hash, and the slot before it of the same hash; tick counts, -1 for none. */
  readonly #heads: Float64Array
  readonly #links: Float64Array
  /** Ticks since the watch began anew. */
  #count = 0
  #startTick = 0
  #anchorLow = 0
  #anchorHigh = 0
  #anchor = 0
  #cycle: { readonly first: number | undefined; readonly period: number } | undefined

  /** @param ringStates a power of two: states that are kept, and the longest cycle whose begin is told. */
  constructor(ringStates = RING_STATES) {
    this.#mask = ringStates - 1
    this.#low = new Int32Array(ringStates)
    this.#high = new Int32Array(ringStates)
    this.#heads = new Float64Array(ringStates).fill(-1)
    this.#links = new Float64Array(ringStates).fill(-1)
  }

  /** What has been found, as of the last tick; undefined as long as no state has come back. */
  get cycle(): SeenCycle | undefined {
    if (this.#cycle === undefined) return undefined
    const { first, period } = this.#cycle
    return { firstTick: first === undefined ? undefined : this.#startTick + first, period }
  }

  /** Forgets all, as when a rule was switched. */
  reset(): void {
    this.#count = 0
    this.#cycle = undefined
    this.#heads.fill(-1)
  }

  /** Takes in the state of the tick after the last one, as 64 bits. */
  note(tick: number, digest: bigint): void {
    if (this.#count === 0 || tick !== this.#startTick + this.#count) {
      this.reset()
      this.#startTick = tick
    }
    const low = Number(BigInt.asIntN(32, digest))
    const high = Number(BigInt.asIntN(32, digest >> 32n))
    if (this.#cycle !== undefined && !this.#holds(low, high)) {
      this.reset()
      this.#startTick = tick
    }
    if (this.#cycle === undefined) this.#search(low, high)
    this.#keep(low, high)
  }

  /** Whether the state is that of one period before, as far as it is still kept. */
  #holds(low: number, high: number): boolean {
    const { period } = this.#cycle!
    if (period > this.#mask + 1) {
      // Only the anchor is known, and it comes back once a period.
      if ((this.#count - this.#anchor) % period !== 0) return true
      return low === this.#anchorLow && high === this.#anchorHigh
    }
    const slot = (this.#count - period) % (this.#mask + 1)
    return this.#low[slot] === low && this.#high[slot] === high
  }

  #search(low: number, high: number): void {
    const count = this.#count
    const oldest = count - this.#mask - 1
    let at = this.#heads[low & this.#mask]!
    for (let links = 0; at >= 0 && at >= oldest && links < MAX_LINKS; links++) {
      const slot = at % (this.#mask + 1)
      if (this.#low[slot] === low && this.#high[slot] === high) {
        this.#cycle = { first: at, period: count - at }
        return
      }
      at = this.#links[slot]!
    }
    if (count > 0 && low === this.#anchorLow && high === this.#anchorHigh) {
      this.#cycle = { first: undefined, period: count - this.#anchor }
    }
  }

  #keep(low: number, high: number): void {
    const count = this.#count
    const slot = count % (this.#mask + 1)
    this.#low[slot] = low
    this.#high[slot] = high
    const hash = low & this.#mask
    this.#links[slot] = this.#heads[hash]!
    this.#heads[hash] = count
    // Anchors lie at 0, 1, 3, 7, 15 ...: each waits twice as long as the one before.
    if (this.#cycle === undefined && (count === 0 || count === 2 * this.#anchor + 1)) {
      this.#anchor = count
      this.#anchorLow = low
      this.#anchorHigh = high
    }
    this.#count = count + 1
  }
}
