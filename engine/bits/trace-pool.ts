/**
 * Traces: what the last ticks made of a bit, for those bits that somebody watches.
 *
 * Each traced bit has a ring of 100 entries in arrays that all traces share; a bit that is not
 * traced takes nothing. Arrays grow as bits are traced, up to a fixed number of them: 3.2 kB each.
 * Traces are for observers, and nothing of a run depends on them.
 */

/** The longest history of a bit (Thunderbit contract, section 5). */
export const MAX_TRACE_ENTRIES = 100

/** How many bits can be traced at once unless somebody says otherwise: 3.3 MB of traces. */
export const DEFAULT_MAX_TRACED = 1024

export interface TraceEntry {
  /** The tick of the run that the step led to. */
  readonly tick: number
  /** How many ticks the bit had then taken part in. */
  readonly tickCount: number
  /** A u64: equal states have equal hashes. */
  readonly stateHash: bigint
  /** Names the rule and the list of meta-rules in force: 256 * list + rule. */
  readonly rulesVersion: number
  /** Milliseconds since the epoch, by the clock that was injected; undefined without one. */
  readonly timestamp: number | undefined
}

/** Slots that the arrays begin with. */
const FIRST_SLOTS = 16

interface Rings {
  readonly slots: number
  readonly ticks: Float64Array
  readonly tickCounts: Uint32Array
  readonly hashes: BigUint64Array
  readonly versions: Uint32Array
  readonly times: Float64Array
}

export class TracePool {
  readonly maxTraced: number
  #rings = createRings(0)
  /** The slot of each traced cell. */
  readonly #slots = new Map<number, number>()
  readonly #free: number[] = []
  /** Entries ever written to each slot since it was taken. */
  readonly #written: number[] = []

  constructor(maxTraced = DEFAULT_MAX_TRACED) {
    this.maxTraced = maxTraced
  }

  get isFull(): boolean {
    return this.#slots.size >= this.maxTraced
  }

  /** The traced cells, in the order in which their traces began. */
  cells(): Iterable<number> {
    return this.#slots.keys()
  }

  has(cell: number): boolean {
    return this.#slots.has(cell)
  }

  /**
   * Begins the trace of a cell, unless it goes on already; false where the pool is full.
   *
   * @param isOver tells of a traced cell whether its trace may be given up for this one.
   */
  begin(cell: number, isOver: (traced: number) => boolean = () => false): boolean {
    if (this.has(cell)) return true
    if (this.isFull) {
      const over = [...this.#slots.keys()].find(isOver)
      if (over === undefined) return false
      this.end(over)
    }
    const slot = this.#free.pop() ?? this.#slots.size
    if (slot >= this.#rings.slots) {
      const wanted = Math.max(FIRST_SLOTS, 2 * this.#rings.slots)
      this.#rings = createRings(Math.min(wanted, this.maxTraced), this.#rings)
    }
    this.#slots.set(cell, slot)
    this.#written[slot] = 0
    return true
  }

  /** Ends a trace and forgets it. */
  end(cell: number): void {
    const slot = this.#slots.get(cell)
    if (slot === undefined) return
    this.#slots.delete(cell)
    this.#free.push(slot)
  }

  clear(): void {
    for (const cell of [...this.#slots.keys()]) this.end(cell)
  }

  /** Adds an entry to a cell's trace, in the place of the oldest where it is full. */
  append(cell: number, entry: TraceEntry): void {
    const slot = this.#slots.get(cell)
    if (slot === undefined) return
    const at = slot * MAX_TRACE_ENTRIES + (this.#written[slot]! % MAX_TRACE_ENTRIES)
    const { ticks, tickCounts, hashes, versions, times } = this.#rings
    ticks[at] = entry.tick
    tickCounts[at] = entry.tickCount
    hashes[at] = entry.stateHash
    versions[at] = entry.rulesVersion
    times[at] = entry.timestamp ?? Number.NaN
    this.#written[slot]!++
  }

  /** A cell's trace, the newest entry first; empty where it has none. */
  read(cell: number): readonly TraceEntry[] {
    const slot = this.#slots.get(cell)
    if (slot === undefined) return []
    const written = this.#written[slot]!
    return Array.from({ length: Math.min(written, MAX_TRACE_ENTRIES) }, (_, age) =>
      this.#entryAt(slot * MAX_TRACE_ENTRIES + ((written - 1 - age) % MAX_TRACE_ENTRIES)),
    )
  }

  /** The bytes that traces take. */
  countBytes(): number {
    const { ticks, tickCounts, hashes, versions, times } = this.#rings
    const arrays = [ticks, tickCounts, hashes, versions, times]
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  #entryAt(at: number): TraceEntry {
    const { ticks, tickCounts, hashes, versions, times } = this.#rings
    const time = times[at]!
    return Object.freeze({
      tick: ticks[at]!,
      tickCount: tickCounts[at]!,
      stateHash: hashes[at]!,
      rulesVersion: versions[at]!,
      timestamp: Number.isNaN(time) ? undefined : time,
    })
  }
}

/** Rings for so many bits, with what others hold at their start. */
function createRings(slots: number, from?: Rings): Rings {
  const entries = slots * MAX_TRACE_ENTRIES
  const rings: Rings = {
    slots,
    ticks: new Float64Array(entries),
    tickCounts: new Uint32Array(entries),
    hashes: new BigUint64Array(entries),
    versions: new Uint32Array(entries),
    times: new Float64Array(entries),
  }
  if (from === undefined) return rings
  rings.ticks.set(from.ticks)
  rings.tickCounts.set(from.tickCounts)
  rings.hashes.set(from.hashes)
  rings.versions.set(from.versions)
  rings.times.set(from.times)
  return rings
}
