/**
 * Does what is ordered of the bits of a world, through its policies, and keeps what was refused.
 *
 * Orders come between ticks. The store decides what is allowed; what it changes in the planes goes
 * to the kernel when the orders of a tick are done.
 */
import { activateBit, suspendBit, terminateBit, updateRules } from '../bits/bit-actions.ts'
import { type EventBus, isHeard } from '../bits/bit-events.ts'
import type { BitFailure, Outcome } from '../bits/bit-failure.ts'
import { BitStore } from '../bits/bit-store.ts'
import type { BitTable } from '../bits/bit-table.ts'
import { type BitWorld, siteOfCell } from '../bits/bit-world.ts'
import { ShieldedBus } from '../bits/shielded-bus.ts'
import { spawnBit } from '../bits/spawn-bit.ts'
import { buildSpawnContext, type SpawnContext, type Verdict } from '../bits/spawn-context.ts'
import type { Thunderbit } from '../bits/thunderbit.ts'
import type { SpawnAttributes } from '../bits/thunderbit-attributes.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import type { VerdictChain } from '../policy/verdict-chain.ts'
import { type LivingOrder, type NamedRule, policyNameOf } from '../scenario/living-run.ts'
import type { PlaneMirror } from './plane-mirror.ts'

/** An order that the store or a policy refused, at one site. */
export interface Refusal {
  readonly tick: number
  readonly order: LivingOrder['kind']
  readonly cell: number
  readonly failure: BitFailure
}

/** So many refusals are kept; all are counted. */
const MAX_REFUSALS = 1000

/** Who watches bits, and how; nothing of it changes a run. */
export interface BitWatchers {
  /** Is told of events; absent, nobody is. */
  readonly bus?: EventBus | undefined
  /** Wall time for traces, in milliseconds since the epoch; absent, entries have none. */
  readonly wallTimeMs?: (() => number) | undefined
  /** How many bits can be traced at once; 1024 when left out. */
  readonly maxTraced?: number | undefined
  /** Whether every bit is traced, as long as so many can be. */
  readonly traceAll?: boolean | undefined
  /** Takes every verdict on a spawn; absent, none is kept. It stays its owner's. */
  readonly verdicts?: VerdictChain | undefined
}

type BitOrder = Exclude<LivingOrder, { kind: 'poke' }>

export class BitOrders {
  readonly store: BitStore
  readonly #mirror: PlaneMirror
  readonly #policy: SpawnPolicy
  readonly #rules: readonly NamedRule[]
  readonly #settled: readonly boolean[]
  readonly #bus: ShieldedBus | undefined
  readonly #verdicts: VerdictChain | undefined
  readonly #refusals: Refusal[] = []
  #refusalCount = 0

  /** @param settled by zone: whether bits live in it. */
  constructor(
    world: BitWorld,
    mirror: PlaneMirror,
    policy: SpawnPolicy,
    rules: readonly NamedRule[],
    settled: readonly boolean[],
    { bus, wallTimeMs, maxTraced, traceAll, verdicts }: BitWatchers = {},
  ) {
    this.#bus = bus && new ShieldedBus(bus)
    this.store = new BitStore(world, {
      planes: mirror,
      bus: this.#bus,
      wallTimeMs,
      maxTraced,
      tracesAll: traceAll,
    })
    this.#mirror = mirror
    this.#policy = policy
    this.#rules = rules
    this.#settled = settled
    this.#verdicts = verdicts
  }

  /** What a listener threw first, which the run was kept from; undefined where none did. */
  get listenerFault(): { readonly thrown: unknown } | undefined {
    return this.#bus?.fault
  }

  /** The first refusals since the start; those between the start and a restored moment are not kept. */
  get refusals(): readonly Refusal[] {
    return this.#refusals
  }

  /** How many there were in all. */
  get refusalCount(): number {
    return this.#refusalCount
  }

  /** Does an order; the mirror is fresh, and the store's tick that of the state. */
  apply(order: BitOrder): void {
    const context = order.kind === 'spawn' ? this.#contextOf(order) : undefined
    for (const cell of order.sites) {
      // A box means the bits in it.
      if (order.kind !== 'spawn' && !this.store.isOccupied(cell)) continue
      const outcome = this.#applyAt(order, cell, context)
      if (!outcome.ok) this.#refuse(order, cell, outcome.failure)
    }
  }

  /** Begins anew: no bit has ever lived. */
  clear(): void {
    this.store.clear()
    this.#countForPolicy()
    this.#refusals.length = 0
    this.#refusalCount = 0
  }

  /**
   * @param refusalCount orders that had been refused by then; as many as now where nobody says.
   * @throws {BitTableError} when the table does not fit the world.
   */
  restore(table: BitTable, refusalCount = this.#refusalCount): void {
    this.store.restore(table)
    this.#countForPolicy()
    this.#refusalCount = refusalCount
    const later = this.#refusals.findIndex(({ tick }) => tick > table.tick)
    if (later !== -1) this.#refusals.length = later
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
        if (outcome.ok) this.#policy.changePopulation(store.zoneOf(cell).id, -1)
        return outcome
      }
      case 'rules':
        return updateRules(store, bit, order)
      default:
        return order satisfies never
    }
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

  #contextOf({ attributes, actor }: Extract<BitOrder, { kind: 'spawn' }>): SpawnContext {
    const asked = {
      traceEnabled: attributes.traceEnabled ?? false,
      metaRules: attributes.metaRules ?? 0,
    }
    return buildSpawnContext({
      actor,
      policies: ({ zoneId, coord }): Verdict => {
        const zone = this.store.findZone(zoneId)!
        if (!this.#settled[zone]) {
          const reason = `the zone ${zoneId} is filled: its sites step by themselves`
          return { decision: 'deny', code: 'policy_denied', reason }
        }
        const rule = this.#rules[attributes.rule ?? this.store.world.zones[zone]!.rule]!
        const attributesAsked = { ...asked, rule: policyNameOf(rule) }
        const request = { actor, zoneId, coord, attributes: attributesAsked }
        const verdict = this.#policy.checkSpawn(request)
        const { version } = this.#policy
        this.#verdicts?.append({ tick: this.store.tick, version, request, verdict })
        return verdict
      },
    })
  }

  #refuse(order: BitOrder, cell: number, failure: BitFailure): void {
    this.#refusalCount++
    if (isHeard(this.#bus, 'bit.refused')) {
      const { store } = this
      const coord = siteOfCell(store.world, cell)
      const { code, message } = failure
      this.#bus.emit({
        type: 'bit.refused',
        tick: store.tick,
        action: order.kind,
        coord,
        code,
        message,
      })
    }
    if (this.#refusals.length >= MAX_REFUSALS) return
    this.#refusals.push({ tick: this.store.tick, order: order.kind, cell, failure })
  }
}
