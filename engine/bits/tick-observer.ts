/**
 * Tells the event bus what a tick did, and keeps the traces of traced bits.
 *
 * Whoever ticks a world calls `begin` before a step and `end` after it. Where nobody listens and
 * no bit is traced, both do next to nothing; where somebody listens to zones, the states and rules
 * of before and after are compared. The world is only read.
 */
import { countCells } from '../lattice/size.ts'
import { isStepping } from '../lattice/zone-clock.ts'
import { isHeard } from './bit-events.ts'
import { RULE_PLANE, STATE_PLANE } from './bit-planes.ts'
import { hashBitState } from './bit-state-hash.ts'
import type { BitStore } from './bit-store.ts'
import type { FieldWrite } from './thunderbit.ts'
import { viewBit } from './thunderbit-view.ts'

/** What only whoever ticks can know; what is absent is not told. */
export interface TickFacts {
  /** How many writes to fields the bits of a zone made. */
  countFieldWrites?(zone: number): number
  /** What the bit at a cell wrote to fields. */
  listFieldWrites?(cell: number): readonly FieldWrite[]
}

/** States and rules of all cells, a byte each. */
interface Snapshot {
  readonly states: Uint8Array
  readonly rules: Uint8Array
}

/** Cells whose bits are told of one by one: those that are traced, and the one that is followed. */
export function* watchedCells({ bus, traces }: BitStore): Generator<number> {
  yield* traces.cells()
  const followed = bus?.follows?.()
  if (followed !== undefined && !traces.has(followed)) yield followed
}

export class TickObserver {
  readonly #store: BitStore
  /** As it was before the step; undefined where nobody listened. */
  #before: Snapshot | undefined
  /** Buffers for the next snapshots, made when they are first needed. */
  #spare: Snapshot[] = []
  /** The rule of each watched bit that was active before the step. */
  readonly #watchedRules = new Map<number, number>()

  constructor(store: BitStore) {
    this.#store = store
  }

  /** Looks at the world after the commands of its tick, before the step. */
  begin(): void {
    const store = this.#store
    this.#drop()
    if (isHeard(store.bus, 'zone.ticked')) this.#before = this.#look()
    this.#watchedRules.clear()
    for (const cell of watchedCells(store)) {
      if (store.isActive(cell) && isStepping(store.zoneOf(cell).clock, store.tick)) {
        this.#watchedRules.set(cell, store.planes.readAt(RULE_PLANE, cell))
      }
    }
  }

  /** Tells what the step did, after the store was advanced by one tick and before any command. */
  end(facts: TickFacts = {}): void {
    this.#tellBits(facts)
    this.#tellZones(facts)
    this.#drop()
  }

  #tellBits({ listFieldWrites }: TickFacts): void {
    const store = this.#store
    const { bus, tick, traces, world } = store
    for (const [cell, before] of this.#watchedRules) {
      const bit = viewBit(store, cell)
      const { tickCount, rulesVersion, ruleIndex, coord } = bit
      const stateHash = hashBitState(bit.state)
      const timestamp = store.wallTimeMs?.()
      if (traces.has(cell))
        traces.append(cell, { tick, tickCount, stateHash, rulesVersion, timestamp })
      if (bus === undefined) continue
      const bitId = bit.id
      if (isHeard(bus, 'bit.ticked', cell)) {
        const hash = stateHash.toString(16).padStart(16, '0')
        bus.publishEvent({ type: 'bit.ticked', tick, bitId, tickCount, stateHash: hash }, cell)
      }
      if (ruleIndex !== before && isHeard(bus, 'bit.rules_changed', cell)) {
        const oldRules = world.rules[before]?.canonical ?? ''
        const newRules = world.rules[ruleIndex]?.canonical ?? ''
        bus.publishEvent({ type: 'bit.rules_changed', tick, bitId, oldRules, newRules }, cell)
      }
      if (listFieldWrites === undefined || !isHeard(bus, 'bit.field_write', cell)) continue
      for (const { channel, value } of listFieldWrites(cell)) {
        bus.publishEvent({ type: 'bit.field_write', tick, bitId, channel, coord, value }, cell)
      }
    }
  }

  #tellZones({ countFieldWrites }: TickFacts): void {
    const { bus, tick, world, zoneCounts } = this.#store
    const before = this.#before
    if (before === undefined || !isHeard(bus, 'zone.ticked')) return
    const after = this.#look()
    for (const [zone, { id, clock }] of world.zones.entries()) {
      if (!isStepping(clock, tick - 1)) continue
      bus.publishEvent({
        type: 'zone.ticked',
        tick,
        zone: id,
        bits: zoneCounts.activeOf(zone),
        ...this.#compare(zone, before, after),
        fieldWrites: countFieldWrites?.(zone),
      })
    }
    this.#spare.push(after)
  }

  #compare(zone: number, before: Snapshot, after: Snapshot) {
    let births = 0
    let deaths = 0
    let rulesChanged = 0
    this.#store.world.zoneMap.eachRun(zone, (first, cells) => {
      for (let cell = first; cell < first + cells; cell++) {
        const [was, is] = [before.states[cell], after.states[cell]]
        if (was === 0 && is !== 0) births++
        if (was !== 0 && is === 0) deaths++
        if (before.rules[cell] !== after.rules[cell]) rulesChanged++
      }
    })
    return { births, deaths, rulesChanged }
  }

  #look(): Snapshot {
    const { planes, world } = this.#store
    const cells = countCells(world.size)
    const snapshot = this.#spare.pop() ?? {
      states: new Uint8Array(cells),
      rules: new Uint8Array(cells),
    }
    planes.readPlane(STATE_PLANE, snapshot.states)
    planes.readPlane(RULE_PLANE, snapshot.rules)
    return snapshot
  }

  /** Keeps the buffers of a snapshot that is done with. */
  #drop(): void {
    if (this.#before !== undefined) this.#spare.push(this.#before)
    this.#before = undefined
  }
}
