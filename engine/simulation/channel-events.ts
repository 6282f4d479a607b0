/** What the messages of a tick tell the event bus: of watched bits one by one, of channels in sums. */
import { type BitEvent, isHeard } from '../bits/bit-events.ts'
import type { BitStore } from '../bits/bit-store.ts'
import { siteOfCell } from '../bits/bit-world.ts'
import type { RoutingEvent, RoutingListener } from '../routing/routing-event.ts'
import { type ChannelState, countInFlight, type RoutingState } from '../routing/routing-state.ts'

/** Sums of a channel since the beginning. */
interface Sums {
  readonly sent: number
  readonly delivered: number
  readonly lost: number
  readonly congested: number
}

/** Sums of a channel since the beginning, all losses as one. */
export function sumsOf({ counts }: ChannelState): Sums {
  const { sent, delivered, congested } = counts
  const lost = Object.values(counts.lost).reduce((sum, count) => sum + count, 0)
  return { sent, delivered, lost, congested }
}

/** An event, with the site of the bit that it is of; undefined for those of channels. */
interface Told {
  readonly told: BitEvent
  readonly cell: number | undefined
}

const of = (told: BitEvent, cell?: number): Told => ({ told, cell })

/** Tells of the steps of CAChannels. */
export class ChannelTeller {
  readonly #store: BitStore
  /** By channel, as they were when they were told of last. */
  #before: readonly Sums[]

  constructor(store: BitStore, state: RoutingState) {
    this.#store = store
    this.#before = state.channels.map(sumsOf)
  }

  /** Takes a state for told, since the world has gone there by another way than ticks. */
  skipTo({ channels }: RoutingState): void {
    this.#before = channels.map(sumsOf)
  }

  /** Who is to listen to the step that leads to a tick; undefined where nobody would hear. */
  listener(tick: number): RoutingListener | undefined {
    const { bus } = this.#store
    const types = ['bit.message', 'channel.rerouted', 'channel.link_ended'] as const
    if (!types.some((type) => isHeard(bus, type))) return undefined
    return (event) => {
      for (const each of this.#listEvents(event, tick)) {
        const told: BitEvent = each.told
        const { cell } = each
        if (isHeard(bus, told.type, cell)) bus.publishEvent(told, cell)
      }
    }
  }

  /** Tells the sums of the step that led to a tick. */
  tellSums(tick: number, { channels }: RoutingState): void {
    const { bus } = this.#store
    const now = channels.map(sumsOf)
    for (const [i, channel] of channels.entries()) {
      if (!isHeard(bus, 'channel.stepped')) break
      const event = describeStep(tick, channel, this.#before[i]!, now[i]!)
      if (event !== undefined) bus.publishEvent(event)
    }
    this.#before = now
  }

  #listEvents(event: RoutingEvent, tick: number): Told[] {
    const { channel: channelId } = event
    switch (event.type) {
      case 'moved':
        return [
          ...this.#messageAt(event.fromCell, tick, event, 'went'),
          ...this.#messageAt(event.toCell, tick, event, 'came'),
        ]
      case 'delivered':
      case 'lost':
        return this.#messageAt(event.cell, tick, event, event.type)
      case 'epoch':
        return [of({ type: 'channel.rerouted', tick, channelId, members: event.members })]
      case 'link_ended': {
        const { to, reason } = event
        const coord = siteOfCell(this.#store.world, event.cell)
        return [of({ type: 'channel.link_ended', tick, channelId, coord, to, reason })]
      }
      default:
        return event satisfies never
    }
  }

  #messageAt(
    cell: number,
    tick: number,
    event: Extract<
      RoutingEvent,
      { readonly to: string; readonly type: 'moved' | 'delivered' | 'lost' }
    >,
    what: Extract<BitEvent, { readonly type: 'bit.message' }>['what'],
  ): Told[] {
    const store = this.#store
    if (!store.traces.has(cell) && store.bus?.follows?.() !== cell) return []
    const { channel: channelId, to } = event
    const cause = event.type === 'lost' ? event.cause : undefined
    const bitId = store.idOf(cell)
    return [of({ type: 'bit.message', tick, bitId, channelId, to, what, cause }, cell)]
  }
}

/** What a step has done; undefined where that is nothing. */
function describeStep(
  tick: number,
  channel: ChannelState,
  before: Sums,
  now: Sums,
): BitEvent | undefined {
  const sums = {
    sent: now.sent - before.sent,
    delivered: now.delivered - before.delivered,
    lost: now.lost - before.lost,
    congested: now.congested - before.congested,
    waiting: countInFlight(channel),
  }
  if (Object.values(sums).every((sum) => sum === 0)) return undefined
  return { type: 'channel.stepped', tick, channelId: channel.config.name, ...sums }
}
