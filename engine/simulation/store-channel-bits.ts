/** What routing asks of a world, answered from a store of bits and from what was read of fields. */
import { FORWARDING } from '../bits/bit-columns.ts'
import { cellsInChannel } from '../bits/bit-reads.ts'
import type { BitStore } from '../bits/bit-store.ts'
import type { Sight } from '../bits/sight.ts'
import { isStepping } from '../lattice/zone-clock.ts'
import type { ChannelBits, Standing } from '../routing/channel-bits.ts'

/** What stands in the planes that a kernel owns. */
export interface PlaneReads {
  /** The rule that a cell has; only asked where rules see differently. */
  ruleAt(cell: number): number
  fieldAt(field: string, cell: number): number
}

export class StoreChannelBits implements ChannelBits {
  readonly #store: BitStore
  readonly #sight: Sight
  /** Names of the world's CAChannels, by their place in its list. */
  readonly #names: readonly string[]
  readonly #reads: PlaneReads
  #revision = 0

  constructor(store: BitStore, sight: Sight, names: readonly string[], reads: PlaneReads) {
    this.#store = store
    this.#sight = sight
    this.#names = names
    this.#reads = reads
  }

  get revision(): number {
    return this.#revision
  }

  /** Notes that members, generations or what they see may have changed. */
  touch(): void {
    this.#revision++
  }

  membersOf(channel: number): readonly number[] {
    const store = this.#store
    return cellsInChannel(store, this.#names[channel]!).filter((cell) => store.isActive(cell))
  }

  standingOf(channel: number, cell: number): Standing {
    const store = this.#store
    if (!store.isActive(cell)) return 'none'
    const number = store.columns.channel[cell]!
    if (number === 0) return 'free'
    const isForwarding = store.columns.presence[cell] === FORWARDING
    const isOwn = store.channels.nameOf(number) === this.#names[channel]
    return isOwn && isForwarding ? 'member' : 'taken'
  }

  sitesSeenFrom(cell: number): readonly number[] {
    return this.#sight.sitesFrom(cell, this.#sight.isUniform ? 0 : this.#reads.ruleAt(cell))
  }

  generationOf(cell: number): number {
    return this.#store.columns.generation[cell]!
  }

  identityOf(cell: number): string {
    return this.#store.idOf(cell)
  }

  isStepping(cell: number, tick: number): boolean {
    return isStepping(this.#store.zoneOf(cell).clock, tick)
  }

  fieldAt(field: string, cell: number): number {
    return this.#reads.fieldAt(field, cell)
  }
}
