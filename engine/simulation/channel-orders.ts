/** Does what is ordered of CAChannels. An order that is refused at a site changes nothing there. */
import { assignChannel } from '../bits/bit-actions.ts'
import type { BitFailure, Outcome } from '../bits/bit-failure.ts'
import type { BitStore } from '../bits/bit-store.ts'
import { siteOfCell } from '../bits/bit-world.ts'
import { planBind } from '../routing/plan-bind.ts'
import { type RoutingFailure, type RoutingOutcome, withSites } from '../routing/routing-failure.ts'
import { addLink, announce, send } from '../routing/routing-orders.ts'
import type { ChannelOrder } from '../scenario/channel-order.ts'
import type { ChannelTraffic } from './channel-traffic.ts'

/** Why an order was not done at a site. */
export interface RefusedAt {
  readonly cell: number
  readonly failure: BitFailure | RoutingFailure
}

type Bind = Extract<ChannelOrder, { readonly kind: 'bind' }>

/** Does an order; the planes of the store are fresh. Gives where it was refused. */
export function applyChannelOrder(
  order: ChannelOrder,
  store: BitStore,
  traffic: ChannelTraffic,
): readonly RefusedAt[] {
  const { state, bits } = traffic
  const routedAt = (cell: number, outcome: RoutingOutcome<unknown>): readonly RefusedAt[] =>
    outcome.ok ? [] : [{ cell, failure: withSites(outcome.failure, nameSite) }]
  const nameSite = (cell: number) => {
    const { x, y, z } = siteOfCell(store.world, cell)
    return `(${x}, ${y}, ${z})`
  }
  switch (order.kind) {
    case 'assign': {
      const { sites, channel } = order
      const channelId = channel === undefined ? undefined : state.channels[channel]!.config.name
      const refused = [...sites].flatMap((cell) => {
        // A box means the bits in it.
        if (!store.isOccupied(cell)) return []
        return refusedAt(cell, assignAt(store, cell, channelId))
      })
      bits.touch()
      return refused
    }
    case 'announce': {
      const { site: cell, channel, name } = order
      return routedAt(cell, announce(state, bits, channel, { name, cell }))
    }
    case 'send': {
      const { sites, channel, to, payload, messageKind: kind, ttl } = order
      return [...sites].flatMap((from) => {
        if (!store.isOccupied(from)) return []
        return routedAt(from, send(state, bits, channel, { from, to, payload, kind, ttl }))
      })
    }
    case 'bind':
      return routedAt(order.from, bind(order, store, traffic))
    case 'link': {
      const { channel, messageKind: kind, ...link } = order
      return routedAt(order.from, addLink(state, bits, channel, { ...link, kind }))
    }
    default:
      return order satisfies never
  }
}

function bind(
  { from, to, channel }: Bind,
  store: BitStore,
  { state, bits }: ChannelTraffic,
): RoutingOutcome<unknown> {
  const plan = planBind(state, bits, channel, { from, to })
  if (!plan.ok) return plan
  const { path, names } = plan.value
  for (const cell of path) assertDone(assignAt(store, cell, state.channels[channel]!.config.name))
  bits.touch()
  for (const { name, cell } of names) assertDone(announce(state, bits, channel, { name, cell }))
  return plan
}

const assignAt = (store: BitStore, cell: number, channelId: string | undefined) =>
  assignChannel(store, { cell, generation: store.columns.generation[cell]! }, channelId)

type AnyOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: BitFailure | RoutingFailure }

function refusedAt(cell: number, outcome: Outcome<unknown>): readonly RefusedAt[] {
  return outcome.ok ? [] : [{ cell, failure: outcome.failure }]
}

/** What was planned is done. */
function assertDone(outcome: AnyOutcome): void {
  if (!outcome.ok) throw new Error(`a plan was refused: ${outcome.failure.message}`)
}
