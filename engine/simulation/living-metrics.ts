/**
 * What a probe measures of a living world, by name:
 *
 *   heat.total, heat.low, heat.high   the sum of a channel over all cells, its least and greatest
 *   heat.clamped                      how often what was written to it went beyond its range
 *   bits, bits.active, bits.refused   bits that live, those that step, and orders that were refused
 *   zone.NAME.bits                    bits that live in a zone
 *   caChannel.NAME.sent, .delivered   messages of a CAChannel since the start
 *   caChannel.NAME.lost.CAUSE         those that were lost, for each cause
 *   caChannel.NAME.waiting            those that are on their way
 *   caChannel.NAME.congested          times that one had to wait for room
 *   caChannel.NAME.turned             times that one came to a dead end and was turned back
 *   caChannel.NAME.epochs             times that its routes were made anew
 *   caChannel.NAME.members, .links    bits that forward for it, and links that live
 *
 * Looking changes nothing, and none of it reaches a hash.
 */
import { type ChannelSpec, fractionBitsOf } from '../fields/channel.ts'
import { toNumber } from '../fields/fixed-point.ts'
import { type ChannelState, countInFlight } from '../routing/routing-state.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import type { LivingRun } from '../scenario/living-run.ts'
import type { BitOrders } from './bit-orders.ts'

export class LivingMetrics {
  readonly #channels: ReadonlyMap<string, ChannelSpec>
  readonly #metrics: Record<string, number> = {}

  /** @param living undefined where there is nothing to measure. */
  constructor(living: LivingRun | undefined) {
    this.#channels = new Map(living?.channels.map((channel) => [channel.name, channel]))
  }

  /** Looks at a plane. */
  take({ kind, name }: LatticePlaneName, values: Int32Array): void {
    const channel = kind === 'channel' ? this.#channels.get(name) : undefined
    if (channel === undefined) return
    let total = 0
    let low = values[0] ?? 0
    let high = low
    // Sums of 18-bit numbers over 2^30 cells stay exact.
    for (let cell = 0; cell < values.length; cell++) {
      const value = values[cell]!
      total += value
      if (value < low) low = value
      if (value > high) high = value
    }
    const bits = fractionBitsOf(channel)
    this.#metrics[`${name}.total`] = toNumber(total, bits)
    this.#metrics[`${name}.low`] = toNumber(low, bits)
    this.#metrics[`${name}.high`] = toNumber(high, bits)
  }

  /** All that was measured. */
  finish(
    bits: BitOrders | undefined,
    tallies: ReadonlyMap<string, bigint>,
  ): Readonly<Record<string, number>> {
    const metrics = this.#metrics
    for (const [name, count] of tallies) {
      const [what, channel] = name.split(' ')
      metrics[`${channel}.${what}`] = Number(count)
    }
    if (bits === undefined) return metrics
    const { world, zoneCounts } = bits.store
    let [alive, active] = [0, 0]
    for (const [zone, { id }] of world.zones.entries()) {
      alive += zoneCounts.bitsOf(zone)
      active += zoneCounts.activeOf(zone)
      metrics[`zone.${id}.bits`] = zoneCounts.bitsOf(zone)
    }
    metrics.bits = alive
    metrics['bits.active'] = active
    metrics['bits.refused'] = bits.refusalCount
    for (const [i, channel] of (bits.traffic?.state.channels ?? []).entries()) {
      this.#addChannel(channel, bits.traffic!.bits.membersOf(i).length)
    }
    return metrics
  }
  #addChannel(channel: ChannelState, members: number): void {
    const { counts, config, links } = channel
    const { lost, ...sums } = counts
    const losses = Object.entries(lost).map(([cause, count]) => [`lost.${cause}`, count] as const)
    const waiting = countInFlight(channel)
    const present = { waiting, members, links: links.length }
    for (const [what, count] of [...Object.entries({ ...sums, ...present }), ...losses]) {
      this.#metrics[`caChannel.${config.name}.${what}`] = count
    }
  }
}
