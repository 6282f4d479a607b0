/**
 * Does what is ordered of the bits of a world, through its policies, and keeps what was refused.
 *
 * Orders come between ticks. The store decides what is allowed; what it changes in the planes goes
 * to the kernel when the orders of a tick are done.
 */
import {
  activateBit,
  setParameters,
  setTraced,
  suspendBit,
  terminateBit,
  updateRules,
} from '../bits/bit-actions.ts'
import { type BitEventBus, isHeard } from '../bits/bit-events.ts'
import type { Outcome } from '../bits/bit-failure.ts'
import { BitStore } from '../bits/bit-store.ts'
import type { BitTable } from '../bits/bit-table.ts'
import { type BitWorld, siteOfCell } from '../bits/bit-world.ts'
import { ShieldedBus } from '../bits/shielded-bus.ts'
import { spawnBit } from '../bits/spawn-bit.ts'
import type { SpawnContext } from '../bits/spawn-context.ts'
import type { BitAddress, Thunderbit } from '../bits/thunderbit.ts'
import type { SpawnAttributes } from '../bits/thunderbit-attributes.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import type { VerdictChain } from '../policy/verdict-chain.ts'
import type { ChannelOrder } from '../scenario/channel-order.ts'
import { CHANNEL_ORDER_KINDS } from '../scenario/compile-channel-orders.ts'
import type { LivingOrder, LivingRun } from '../scenario/living-run.ts'
import { applyChannelOrder } from './channel-orders.ts'
import { ChannelTraffic } from './channel-traffic.ts'
import type { PlaneMirror } from './plane-mirror.ts'
import { type Refusal, type RefusalSum, Refusals } from './refusals.ts'
import { type SpawnScope, spawnContextOf } from './spawn-verdict.ts'
import { describeZoneRoom, type ZoneRoom } from './zone-room.ts'

/** Who watches bits, and how; nothing of it changes a run. */
export interface BitWatchers {
  /** Is told of events; absent, nobody is. */
  readonly bus?: BitEventBus | undefined
  /** Wall time for traces, in milliseconds since the epoch; absent, entries have none. */
  readonly wallTimeMs?: (() => number) | undefined
  /** How many bits can be traced at once; 1024 when left out. */
  readonly maxTraced?: number | undefined
  /** Whether every bit is traced, as long as so many can be. */
  readonly traceAll?: boolean | undefined
  /** Takes every verdict on a spawn; absent, none is kept. It stays its owner's. */
  readonly verdicts?: VerdictChain | undefined
}

type BitOrder = Exclude<LivingOrder, { kind: 'poke' | 'tune' } | ChannelOrder>

export class BitOrders {
  readonly store: BitStore
  /** The messages of bits; undefined where the world has no CAChannels. */
  readonly traffic: ChannelTraffic | undefined
  readonly #mirror: PlaneMirror
  readonly #policy: SpawnPolicy
  readonly #bus: ShieldedBus | undefined
  readonly #spawns: SpawnScope
  readonly #refusals = new Refusals()

  /** @param living whose bits live in `world`. */
  constructor(
    world: BitWorld,
    living: LivingRun,
    mirror: PlaneMirror,
    policy: SpawnPolicy,
    { bus, wallTimeMs, maxTraced, traceAll, verdicts }: BitWatchers = {},
  ) {
    this.#bus = bus && new ShieldedBus(bus)
    this.store = new BitStore(world, {
      planes: mirror,
      bus: this.#bus,
      wallTimeMs,
      maxTraced,
      tracesAll: traceAll,
      routeTagsOf: (cell) => this.traffic?.routeTagsOf(cell) ?? [],
    })
    const isRouted = living.caChannels.length > 0
    this.traffic = isRouted ? new ChannelTraffic(living, this.store) : undefined
    this.#mirror = mirror
    this.#policy = policy
    this.#spawns = { store: this.store, policy, living, verdicts }
  }

  /** What a listener threw first, which the run was kept from; undefined where none did. */
  get listenerFault(): { readonly thrown: unknown } | undefined {
    return this.#bus?.fault
  }

  /** The first refusals since the start; those between the start and a restored moment are not kept. */
  get refusals(): readonly Refusal[] {
    return this.#refusals.kept
  }

  /** How many were refused of what and why, since the start or the last restored moment. */
  get refusalSums(): readonly RefusalSum[] {
    return this.#refusals.sums
  }

  /** The one that came last, whether it is kept or not. */
  get newestRefusal(): Refusal | undefined {
    return this.#refusals.newest
  }

  /** How many there were in all. */
  get refusalCount(): number {
    return this.#refusals.count
  }

  /**
   * Does an order; the mirror is fresh, and the store's tick that of the state. Gives whether
   * anything of it was done.
   */
  apply(order: BitOrder | ChannelOrder): boolean {
    if (isForChannels(order)) {
      const { store, traffic } = this
      // Only a world that has CAChannels is told anything of them.
      const refused = applyChannelOrder(order, store, traffic!)
      for (const { cell, failure } of refused) this.#refuse(order, cell, failure)
      const asked =
        'sites' in order ? order.sites.filter((cell) => store.isOccupied(cell)).length : 1
      return refused.length < asked
    }
    let isDone = false
    const context = order.kind === 'spawn' ? spawnContextOf(order, this.#spawns) : undefined
    for (const cell of order.sites) {
      // A box means the bits in it.
      if (order.kind !== 'spawn' && !this.store.isOccupied(cell)) continue
      const outcome = this.#applyAt(order, cell, context)
      if (outcome.ok) isDone = true
      else this.#refuse(order, cell, outcome.failure)
    }
    this.traffic?.bits.touch()
    return isDone
  }

  /** Begins anew: no bit has ever lived. */
  clear(): void {
    this.store.clear()
    this.traffic?.clear()
    this.#countForPolicy()
    this.#refusals.clear()
  }

  /**
   * @param refusalCount orders that had been refused by then; as many as now where nobody says.
   * @param routing what the messages of bits had saved by then; absent, there are none.
   * @throws {BitTableError | RoutingBytesError} when what was saved does not fit the world.
   */
  restore(table: BitTable, refusalCount = this.refusalCount, routing?: Uint8Array): void {
    this.store.restore(table)
    if (routing === undefined) this.traffic?.clear()
    else this.traffic?.restore(routing)
    this.#countForPolicy()
    this.#refusals.restore(table.tick, refusalCount)
  }

  #countForPolicy(): void {
    for (const [zone, { id }] of this.store.world.zones.entries()) {
      this.#policy.setPopulation(id, this.store.zoneCounts.bitsOf(zone))
    }
  }

  #applyAt(order: BitOrder, cell: number, context: SpawnContext | undefined): Outcome<Thunderbit> {
    const { store } = this
    const bit = { cell, generation: store.columns.generation[cell]! }
    switch (order.kind) {
      case 'spawn':
        return this.#spawn(order.attributes, order.isActive, cell, context!)
      case 'activate':
        return activateBit(store, bit)
      case 'suspend':
        return suspendBit(store, bit, order.reason)
      case 'terminate': {
        const outcome = terminateBit(store, bit, order.reason)
        if (outcome.ok) {
          this.#policy.changePopulation(store.zoneOf(cell).id, -1)
          // Or its neighbors would see it change, tick after tick.
          this.#mirror.forget(cell)
        }
        return outcome
      }
      case 'rules':
        return updateRules(store, bit, order)
      case 'set':
        return this.#set(order, bit)
      default:
        return order satisfies never
    }
  }

  /** What is watched must not decide what happens: where no more can be traced, nothing is said. */
  #set(
    { parameters, traceEnabled }: Extract<BitOrder, { kind: 'set' }>,
    bit: BitAddress,
  ): Outcome<Thunderbit> {
    if (traceEnabled !== undefined) setTraced(this.store, bit, traceEnabled)
    return setParameters(this.store, bit, parameters)
  }

  #spawn(
    attributes: SpawnAttributes,
    isActive: boolean,
    cell: number,
    context: SpawnContext,
  ): Outcome<Thunderbit> {
    const { store } = this
    const spawned = spawnBit(store, siteOfCell(store.world, cell), attributes, context)
    if (!spawned.ok) return spawned
    this.#policy.changePopulation(store.zoneOf(cell).id, 1)
    // What physics remembers is of the bit that lived here before.
    this.#mirror.forget(cell)
    return isActive ? activateBit(store, spawned.value) : spawned
  }

  /** How full a zone is; asking changes nothing. */
  describeZone(zone: number, actor: string): ZoneRoom {
    return describeZoneRoom(zone, actor, this.#spawns)
  }

  #refuse(order: BitOrder | ChannelOrder, cell: number, failure: Refusal['failure']): void {
    if (isHeard(this.#bus, 'bit.refused', cell)) {
      const { store } = this
      const coord = siteOfCell(store.world, cell)
      const { code, message } = failure
      const told = { tick: store.tick, action: order.kind, coord, code, message }
      this.#bus.publishEvent({ type: 'bit.refused', ...told }, cell)
    }
    const actor = order.kind === 'spawn' ? order.actor : undefined
    this.#refusals.add({ tick: this.store.tick, order: order.kind, cell, actor, failure })
  }
}

/** Tells orders for CAChannels from those for bits. */
export function isForChannels(order: LivingOrder): order is ChannelOrder {
  return CHANNEL_ORDER_KINDS.some((kind) => kind === order.kind)
}
