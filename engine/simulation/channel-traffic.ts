/**
 * The messages of a living world: what its CAChannels know, and how they take part in its ticks.
 *
 * Messages move once a tick, after rules and fields have. What arrives while the world goes from T
 * to T + 1 is added to the field of state T + 1, before that tick's commands, as the first poke of
 * it would be. So no kernel knows of messages, and all come to the same states.
 */

import { RULE_PLANE } from '../bits/bit-planes.ts'
import type { BitStore } from '../bits/bit-store.ts'
import { Sight } from '../bits/sight.ts'
import { type ChannelSpec, clampToChannel } from '../fields/channel.ts'
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import { countCells } from '../lattice/size.ts'
import { toLittleEndian } from '../math/little-endian.ts'
import { decodeRouting } from '../routing/decode-routing.ts'
import { encodeRoutes, encodeRouting } from '../routing/encode-routing.ts'
import { claimsPair } from '../routing/route-filter.ts'
import { createRouting, isIdle, type RoutingState } from '../routing/routing-state.ts'
import { type Delivery, stepRouting } from '../routing/step-routing.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import { ChannelTeller } from './channel-events.ts'
import { PlaneSpan } from './plane-span.ts'
import { StoreChannelBits } from './store-channel-bits.ts'

const NO_TAGS: readonly string[] = Object.freeze([])

export class ChannelTraffic {
  readonly bits: StoreChannelBits
  readonly #store: BitStore
  readonly #living: LivingRun
  readonly #fields: ReadonlyMap<string, ChannelSpec>
  /** Whether bits may come to see others without being told to. */
  readonly #sightMoves: boolean
  readonly #isUniform: boolean
  readonly #teller: ChannelTeller
  #state: RoutingState
  /** Fields that links look at, by name, while messages move. */
  readonly #sources = new Map<string, PlaneSpan>()
  /** Rules of all cells, while messages move; else the store's planes have them. */
  #rules: PlaneSpan | undefined

  /** @param living has bits and CAChannels. */
  constructor(living: LivingRun, store: BitStore) {
    const { caChannels, channels, lattice, metaRules } = living
    const sight = new Sight(store.world, lattice.dimensions)
    this.#living = living
    this.#store = store
    this.#fields = new Map(channels.map((channel) => [channel.name, channel]))
    this.#isUniform = sight.isUniform
    this.#sightMoves = !sight.isUniform && metaRules.length > 1
    this.#state = createRouting(caChannels)
    this.#teller = new ChannelTeller(store, this.#state)
    const names = caChannels.map(({ name }) => name)
    this.bits = new StoreChannelBits(store, sight, names, {
      ruleAt: (cell) => this.#rules?.at(cell) ?? store.planes.readAt(RULE_PLANE, cell),
      fieldAt: (field, cell) => this.#sources.get(field)!.at(cell),
    })
  }

  /** What the channels know; whoever changes it does so by the orders of its room. */
  get state(): RoutingState {
    return this.#state
  }

  /** Whether ticks can go by without a message, a name or a link on its way. */
  isResting(): boolean {
    const hasMembers = () => this.#state.channels.some(({ config }) => this.#countBits(config.name))
    return isIdle(this.#state, this.bits) && !(this.#sightMoves && hasMembers())
  }

  /** Moves messages from a tick to the next, once the kernel has gone there. */
  async step(kernel: LatticeKernel, tick: number): Promise<void> {
    if (this.isResting()) return
    if (this.#sightMoves) this.bits.touch()
    await this.#look(kernel)
    const listener = this.#teller.listener(tick + 1)
    const deliveries = stepRouting(this.#state, this.bits, tick, listener)
    this.#rules = undefined
    this.#sources.clear()
    await this.#deliver(kernel, deliveries)
    this.#teller.tellSums(tick + 1, this.#state)
  }

  /** Begins anew: nobody has ever sent anything. */
  clear(): void {
    this.#goTo(createRouting(this.#living.caChannels))
  }

  /**
   * What decides the future beside the planes of the world, for hashes: the number of each cell's
   * channel, a u16 from 1 on or 0 for none; how often each site has been spawned, a u32; and what
   * the channels know, without sums. Little-endian.
   */
  describe(): Uint8Array {
    const { columns, channels } = this.#store
    const places = new Map(this.#state.channels.map(({ config }, i) => [config.name, i + 1]))
    const placeOf = (number: number) => places.get(channels.nameOf(number) ?? '') ?? 0
    const parts = [
      toLittleEndian(columns.channel.map(placeOf)),
      toLittleEndian(columns.generation),
      encodeRoutes(this.#state),
    ]
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }

  /** All that the channels know, as bytes. */
  save(): Uint8Array {
    return encodeRouting(this.#state)
  }

  /**
   * Goes to what was saved, after the store has.
   *
   * @throws {RoutingBytesError} when the bytes are not what a world like this one saves.
   */
  restore(bytes: Uint8Array): void {
    const cells = countCells(this.#store.world.size)
    this.#goTo(decodeRouting(bytes, this.#living.caChannels, cells))
  }

  /** The names that the filter of the bit at a cell claims it can route to. */
  routeTagsOf(cell: number): readonly string[] {
    const { columns, channels } = this.#store
    const id = channels.nameOf(columns.channel[cell]!)
    const channel = this.#state.channels.find(({ config }) => config.name === id)
    const member = channel?.members.get(cell)
    if (member === undefined || member.generation !== columns.generation[cell]) return NO_TAGS
    const isClaimed = (probes: Uint16Array) =>
      [0, 1, 2].some((residue) => claimsPair(member.filter, probes, residue))
    return channel!.names.flatMap((slot) =>
      slot !== undefined && isClaimed(slot.probes) ? [slot.name] : [],
    )
  }

  #goTo(state: RoutingState): void {
    this.#state = state
    this.#teller.skipTo(state)
    this.bits.touch()
  }

  #countBits(channelId: string): number {
    const { channels } = this.#store
    return channels.countBits(channels.numberOf(channelId))
  }

  /** Reads what routing will ask of the kernel's planes, which it cannot wait for. */
  async #look(kernel: LatticeKernel): Promise<void> {
    const last = countCells(this.#store.world.size) - 1
    this.#rules = this.#isUniform ? undefined : await PlaneSpan.read(kernel, RULE_PLANE, [0, last])
    const cells = Map.groupBy(
      this.#state.channels.flatMap(({ links }) => links),
      ({ source }) => source,
    )
    for (const [name, links] of cells) {
      const places = links.map(({ from }) => from.cell)
      this.#sources.set(name, await PlaneSpan.read(kernel, { kind: 'channel', name }, places))
    }
  }

  async #deliver(kernel: LatticeKernel, deliveries: readonly Delivery[]): Promise<void> {
    for (const [name, arrived] of Map.groupBy(deliveries, ({ field }) => field)) {
      const channel = this.#fields.get(name)!
      const plane = { kind: 'channel', name } as const
      const span = await PlaneSpan.read(
        kernel,
        plane,
        arrived.map(({ cell }) => cell),
      )
      for (const { cell, value } of arrived) {
        span.set(cell, clampToChannel(channel, span.at(cell) + value))
      }
      await span.write(kernel)
    }
  }
}
