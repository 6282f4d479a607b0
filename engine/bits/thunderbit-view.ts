/** The view of one bit: an address and the store, nothing else. */
import type { GridPoint } from '../lattice/zones.ts'
import type { Rule } from '../rules/rule.ts'
import { insertedAt, updatedAt } from './bit-ages.ts'
import { PRESENCES, STATUSES } from './bit-columns.ts'
import { RULE_PLANE, STATE_PLANE } from './bit-planes.ts'
import type { BitStore } from './bit-store.ts'
import { type MetaRule, siteOfCell } from './bit-world.ts'
import { BitGoneError } from './errors.ts'
import { fixedFromRaw } from './fixed-point.ts'
import type { BitState, BitStatus, FieldWrite, Presence, Thunderbit } from './thunderbit.ts'
import { PARAMETERS } from './thunderbit-attributes.ts'
import type { TraceEntry } from './trace-pool.ts'

const NO_WRITES: readonly FieldWrite[] = Object.freeze([])

/** Looks at the bit that a cell has now, which has been spawned at least once. */
export function viewBit(store: BitStore, cell: number): Thunderbit {
  return new ThunderbitView(store, cell, store.columns.generation[cell]!)
}

class ThunderbitView implements Thunderbit {
  readonly #store: BitStore
  readonly cell: number
  readonly generation: number

  constructor(store: BitStore, cell: number, generation: number) {
    this.#store = store
    this.cell = cell
    this.generation = generation
  }

  get id(): string {
    return this.#present().idOf(this.cell)
  }

  get coord(): GridPoint {
    return siteOfCell(this.#present().world, this.cell)
  }

  get zoneId(): string {
    return this.#present().zoneOf(this.cell).id
  }

  get state(): BitState {
    const { planes, planeLists } = this.#present()
    return Object.freeze({
      value: planes.readAt(STATE_PLANE, this.cell),
      components: planeLists.components.map((plane) => planes.readAt(plane, this.cell)),
    })
  }

  get ruleIndex(): number {
    return this.#present().planes.readAt(RULE_PLANE, this.cell)
  }

  get rules(): Rule {
    return this.#store.world.rules[this.ruleIndex]!
  }

  get metaRules(): readonly MetaRule[] {
    const { world, columns } = this.#present()
    return world.metaRules[columns.metaRules[this.cell]!]!
  }

  get rulesVersion(): number {
    return this.#present().rulesVersionOf(this.cell)
  }

  get fieldState(): Readonly<Record<string, number>> {
    const { planes, planeLists } = this.#present()
    return Object.freeze(
      Object.fromEntries(
        planeLists.channels.map((plane) => [
          plane.name,
          fixedFromRaw(planes.readAt(plane, this.cell)),
        ]),
      ),
    )
  }

  get writeBuffer(): readonly FieldWrite[] {
    this.#present()
    return NO_WRITES
  }

  get phiPhase(): number {
    return this.#parameter(0)
  }

  get sigmaFlow(): number {
    return this.#parameter(1)
  }

  get lambdaSensitivity(): number {
    return this.#parameter(2)
  }

  get trustScore(): number {
    return this.#parameter(3)
  }

  get presence(): Presence {
    return PRESENCES[this.#present().columns.presence[this.cell]!]!
  }

  get channelId(): string | undefined {
    const { channels, columns } = this.#present()
    return channels.nameOf(columns.channel[this.cell]!)
  }

  get routeTags(): readonly string[] {
    return this.#present().routeTagsOf(this.cell)
  }

  get status(): BitStatus {
    return STATUSES[this.#present().columns.status[this.cell]!] as BitStatus
  }

  get tickCount(): number {
    return this.#present().tickCountOf(this.cell)
  }

  get traceEnabled(): boolean {
    return this.#present().traces.has(this.cell)
  }

  get trace(): readonly TraceEntry[] {
    return this.#present().traces.read(this.cell)
  }

  get insertedAt(): number {
    return insertedAt(this.#present(), this.cell)
  }

  get updatedAt(): number {
    return updatedAt(this.#present(), this.cell)
  }

  #parameter(index: 0 | 1 | 2 | 3): number {
    const { planes, planeLists } = this.#present()
    return PARAMETERS[index].fromRaw(planes.readAt(planeLists.parameters[index]!, this.cell))
  }

  /** The store, unless it has another bit at this cell by now. */
  #present(): BitStore {
    if (this.#store.columns.generation[this.cell] === this.generation) return this.#store
    const coord = siteOfCell(this.#store.world, this.cell)
    throw new BitGoneError({ coord, generation: this.generation })
  }
}
