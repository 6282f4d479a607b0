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
    default:
      return event satisfies never
  }
}

/** Tells whether an event comes with every tick, and is not worth a word each time. */
export function isOfTick({ type }: BitEvent): boolean {
  return type === 'bit.ticked' || type === 'bit.field_write' || type === 'zone.ticked'
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

function rulesText(before: string, after: string): string {
  if (before === after) return 'other meta-rules'
  return `${cutRuleText(before)} → ${cutRuleText(after)}`
}

const siteText = ({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }) =>
  `${x}, ${y}, ${z}`
