/**
 * What a probe measures of a living world, by name:
 *
 *   heat.total, heat.low, heat.high   the sum of a channel over all cells, its least and greatest
 *   heat.clamped                      how often what was written to it went beyond its range
 *   bits, bits.active, bits.refused   bits that live, those that step, and orders that were refused
 *   zone.NAME.bits                    bits that live in a zone
 *
 * Looking changes nothing, and none of it reaches a hash.
 */
import { type ChannelSpec, fractionBitsOf } from '../fields/channel.ts'
import { toNumber } from '../fields/fixed-point.ts'
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
    return metrics
  }
}
