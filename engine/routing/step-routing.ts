/** One tick of all CAChannels. */
import { spreadNames } from './announcements.ts'
import type { ChannelBits } from './channel-bits.ts'
import { followBits } from './epochs.ts'
import { forwardMessages } from './forward.ts'
import { runLinks, saturate } from './links.ts'
import { freeNames } from './names.ts'
import type { RoutingListener } from './routing-event.ts'
import type { RoutingState } from './routing-state.ts'

/** What is to be added to a field, once; the field clamps it. */
export interface Delivery {
  readonly field: string
  readonly cell: number
  /** The sum of all payloads that arrived there in this tick, held to the range of an i32. */
  readonly value: number
}

/**
 * Takes all channels from `tick` to the next, after rules and fields have: routes follow the bits
 * that are there, announcements go one hop, links send, messages go one hop, times run down.
 *
 * On an idle state (`isIdle`) it changes nothing.
 *
 * @returns what arrived: by field as first declared, then by ascending cell, each pair once.
 */
export function stepRouting(
  { channels }: RoutingState,
  bits: ChannelBits,
  tick: number,
  listener?: RoutingListener,
): readonly Delivery[] {
  const sums = new Map<string, Map<number, number>>()
  for (const [index, channel] of channels.entries()) {
    const { answers } = channel.config
    const arrived = sums.get(answers) ?? new Map<number, number>()
    sums.set(answers, arrived)
    const graph = followBits(channel, bits, index, listener)
    const isSpreading = spreadNames(channel, graph)
    runLinks(channel, bits, tick, listener)
    const receive = (cell: number, payload: number) => {
      arrived.set(cell, (arrived.get(cell) ?? 0) + payload)
    }
    forwardMessages(channel, graph, bits, tick, isSpreading, receive, listener)
    freeNames(channel)
  }
  return [...sums].flatMap(([field, arrived]) =>
    [...arrived]
      .sort(([a], [b]) => a - b)
      .map(([cell, sum]) => ({ field, cell, value: saturate(sum) })),
  )
}
