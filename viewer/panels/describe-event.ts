/** What bits and zones tell, in words. */
import type { BitEvent } from '../../engine/bits/bit-events.ts'
import { cutRuleText } from '../../engine/rules/cut-rule-text.ts'
import { formatExact } from '../design/format-number.ts'
import { formatValue } from '../design/format-value.ts'

/** An event as a row of a list. */
export interface EventWords {
  /** What happened, a word or two. */
  readonly what: string
  /** How and why; empty where there is no more to say. */
  readonly detail: string
}

/** An event of a bit among those of others, with the first digits of the bit's identity. */
export function describeAmongOthers(event: BitEvent): EventWords {
  const { what, detail } = describeEvent(event)
  if (!('bitId' in event)) return { what, detail }
  return { what, detail: [event.bitId.slice(0, 8), detail].filter((part) => part !== '').join(' ') }
}

/** Says an event, without its tick. */
export function describeEvent(event: BitEvent): EventWords {
  switch (event.type) {
    case 'bit.spawned':
      return { what: 'spawned', detail: `at ${siteText(event.coord)} in ${event.zoneId}` }
    case 'bit.activated':
      return { what: 'activated', detail: '' }
    case 'bit.ticked':
      return { what: 'ticked', detail: `no. ${formatExact(event.tickCount)}, ${event.stateHash}` }
    case 'bit.rules_changed':
      return { what: 'rule changed', detail: rulesText(event.oldRules, event.newRules) }
    case 'bit.suspended':
      return { what: 'suspended', detail: event.reason }
    case 'bit.terminated':
      return { what: 'terminated', detail: event.reason }
    case 'bit.field_write':
      return { what: 'wrote', detail: `${formatValue(event.value)} to ${event.channel}` }
    case 'bit.refused':
      return { what: `refused to ${event.action}`, detail: event.message }
    case 'zone.ticked':
      return { what: 'zone ticked', detail: zoneText(event) }
    case 'bit.channel_assigned': {
      const { channelId } = event
      return channelId === undefined
        ? { what: 'forwards no longer', detail: '' }
        : { what: 'forwards', detail: `for ${channelId}` }
    }
    case 'bit.message':
      return { what: `message ${event.what}`, detail: messageText(event) }
    case 'channel.stepped':
      return { what: `channel ${event.channelId}`, detail: trafficText(event) }
    case 'channel.rerouted': {
      const detail = `new routes for ${formatExact(event.members)} bits`
      return { what: `channel ${event.channelId}`, detail }
    }
    case 'channel.link_ended': {
      const detail = `${siteText(event.coord)} to ${event.to}: ${event.reason}`
      return { what: 'link ended', detail }
    }
    default:
      return event satisfies never
  }
}

/**
 * What stands below the events of a bit whose beginning is no longer known, since only the newest of
 * all bits are kept; undefined where it is among them.
 */
export function describeOlder(
  events: readonly BitEvent[],
  { id, insertedAt }: { readonly id: string; readonly insertedAt: number },
): string | undefined {
  const isTold = events.some((event) => event.type === 'bit.spawned' && event.bitId === id)
  if (isTold) return undefined
  return `Spawned at tick ${formatExact(insertedAt)}; older events are not kept.`
}

const OF_TICK: ReadonlySet<BitEvent['type']> = new Set([
  'bit.ticked',
  'bit.field_write',
  'bit.message',
  'zone.ticked',
  'channel.stepped',
])

/** Tells whether an event comes with every tick, and is not worth a word each time. */
export function isOfTick({ type }: BitEvent): boolean {
  return OF_TICK.has(type)
}

function zoneText(event: Extract<BitEvent, { type: 'zone.ticked' }>): string {
  const { bits, births, deaths, rulesChanged, fieldWrites } = event
  const counts: readonly [count: number | undefined, text: string][] = [
    [bits, 'active'],
    [births, 'born'],
    [deaths, 'died'],
    [rulesChanged || undefined, 'changed rules'],
    [fieldWrites, 'writes'],
  ]
  return counts
    .flatMap(([count, text]) => (count === undefined ? [] : [`${formatExact(count)} ${text}`]))
    .join(', ')
}

function messageText({ channelId, to, cause }: Extract<BitEvent, { type: 'bit.message' }>): string {
  const why = cause === undefined ? '' : `, ${cause}`
  return `for ${to} in ${channelId}${why}`
}

function trafficText(event: Extract<BitEvent, { type: 'channel.stepped' }>): string {
  const { sent, delivered, lost, congested, waiting } = event
  const counts: readonly [count: number, text: string][] = [
    [sent, 'sent'],
    [delivered, 'delivered'],
    [lost, 'lost'],
    [congested, 'held up'],
    [waiting, 'on their way'],
  ]
  return counts
    .flatMap(([count, text]) => (count === 0 ? [] : [`${formatExact(count)} ${text}`]))
    .join(', ')
}

function rulesText(before: string, after: string): string {
  if (before === after) return 'other meta-rules'
  return `${cutRuleText(before)} → ${cutRuleText(after)}`
}

const siteText = ({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }) =>
  `${x}, ${y}, ${z}`
