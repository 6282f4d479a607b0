/**
 * Watches the ticks of a world of bits for whoever listens or traces.
 *
 * Where somebody does, or follows a bit, the world is ticked one by one with `begin` and `end` around each, and the
 * planes are copied out both times; where nobody does, it goes on in whole slices and nothing here
 * costs anything. What a watched bit writes to fields is what its rule gives on what it sees before
 * the tick, by the definition of programs: the same that the kernel adds up. How many writes the
 * sites of a zone make, a plane of the kernel tells.
 */
import { applyRules } from '../bits/apply-rules.ts'
import { isHeard } from '../bits/bit-events.ts'
import { WRITES_PLANE } from '../bits/bit-planes.ts'
import type { BitStore } from '../bits/bit-store.ts'
import type { LatticeView } from '../bits/lattice-view.ts'
import type { FieldWrite } from '../bits/thunderbit.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { buildTickContext } from '../bits/tick-context.ts'
import { TickObserver, watchedCells } from '../bits/tick-observer.ts'
import { countCells } from '../lattice/size.ts'
import { isStepping } from '../lattice/zone-clock.ts'

export class BitWatch {
  readonly #store: BitStore
  readonly #lattice: LatticeView
  readonly #observer: TickObserver
  readonly #writes = new Map<number, readonly FieldWrite[]>()
  readonly #countsWrites: boolean
  /** How many writes each site made; made when zones are first listened to. */
  #counts: Int32Array | undefined

  /** @param countsWrites whether the planes have that of the writes, where sites can make any. */
  constructor(store: BitStore, lattice: LatticeView, countsWrites: boolean) {
    this.#store = store
    this.#countsWrites = countsWrites
    this.#lattice = lattice
    this.#observer = new TickObserver(store)
  }

  /** Whether the tick to come has to be looked at. */
  isWatching(): boolean {
    const store = this.#store
    if (isHeard(store.bus, 'zone.ticked')) return true
    for (const cell of watchedCells(store)) if (store.isActive(cell)) return true
    return false
  }

  /** Looks at the world before a tick; its planes are fresh. */
  begin(): void {
    this.#writes.clear()
    if (isHeard(this.#store.bus, 'bit.field_write')) this.#foreseeWrites()
    this.#observer.begin()
  }

  /** Tells what the tick did; the store is at its end, and the planes are fresh again. */
  end(): void {
    const { bus, planes, world } = this.#store
    const isCounted = this.#countsWrites && isHeard(bus, 'zone.ticked')
    if (isCounted) {
      this.#counts ??= new Int32Array(countCells(world.size))
      planes.readPlane(WRITES_PLANE, this.#counts)
    }
    this.#observer.end({
      ...(isCounted ? { countFieldWrites: (zone: number) => this.#countWrites(zone) } : {}),
      listFieldWrites: (cell) => this.#writes.get(cell) ?? [],
    })
  }

  #countWrites(zone: number): number {
    let writes = 0
    this.#store.world.zoneMap.eachRun(zone, (first, cells) => {
      for (let cell = first; cell < first + cells; cell++) writes += this.#counts?.[cell] ?? 0
    })
    return writes
  }

  #foreseeWrites(): void {
    const store = this.#store
    const context = buildTickContext({ tickNumber: store.tick })
    for (const cell of watchedCells(store)) {
      if (!store.isActive(cell) || !isStepping(store.zoneOf(cell).clock, store.tick)) continue
      if (!isHeard(store.bus, 'bit.field_write', cell)) continue
      const bit = viewBit(store, cell)
      const applied = applyRules(bit, bit.fieldState, context, this.#lattice)
      if (applied.ok) this.#writes.set(cell, applied.value.writes)
    }
  }
}
