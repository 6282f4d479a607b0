/**
 * Watches the ticks of a world of bits for whoever listens or traces.
 *
 * Where somebody does, the world is ticked one by one with `begin` and `end` around each, and the
 * planes are copied out both times; where nobody does, it goes on in whole slices and nothing here
 * costs anything. What a traced bit writes to fields is what its rule gives on what it sees before
 * the tick, by the definition of programs: the same that the kernel adds up.
 */
import { applyRules } from '../bits/apply-rules.ts'
import { isHeard } from '../bits/bit-events.ts'
import type { BitStore } from '../bits/bit-store.ts'
import type { LatticeView } from '../bits/lattice-view.ts'
import type { FieldWrite } from '../bits/thunderbit.ts'
import { viewBit } from '../bits/thunderbit-view.ts'
import { buildTickContext } from '../bits/tick-context.ts'
import { TickObserver } from '../bits/tick-observer.ts'
import { isStepping } from '../lattice/zone-clock.ts'

export class BitWatch {
  readonly #store: BitStore
  readonly #lattice: LatticeView
  readonly #observer: TickObserver
  readonly #writes = new Map<number, readonly FieldWrite[]>()

  constructor(store: BitStore, lattice: LatticeView) {
    this.#store = store
    this.#lattice = lattice
    this.#observer = new TickObserver(store)
  }

  /** Whether the tick to come has to be looked at. */
  isWatching(): boolean {
    const store = this.#store
    if (isHeard(store.bus, 'zone.ticked')) return true
    for (const cell of store.traces.cells()) if (store.isActive(cell)) return true
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
    this.#observer.end({ listFieldWrites: (cell) => this.#writes.get(cell) ?? [] })
  }

  #foreseeWrites(): void {
    const store = this.#store
    const context = buildTickContext({ tickNumber: store.tick })
    for (const cell of store.traces.cells()) {
      if (!store.isActive(cell) || !isStepping(store.zoneOf(cell).clock, store.tick)) continue
      if (!isHeard(store.bus, 'bit.field_write', cell)) continue
      const bit = viewBit(store, cell)
      const applied = applyRules(bit, bit.fieldState, context, this.#lattice)
      if (applied.ok) this.#writes.set(cell, applied.value.writes)
    }
  }
}
