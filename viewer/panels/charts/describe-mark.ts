/** What happened to a run, in a few words. */
import type { RunMark } from '../../../engine/protocol/measure-api.ts'
import { formatExact } from '../../design/format-number.ts'

const MAX_RULE_CHARACTERS = 40

/** `Repeats every 2 ticks`; without the tick, which stands beside it. */
export function describeMark(mark: RunMark): string {
  switch (mark.kind) {
    case 'convergence':
      return mark.period === 1 ? 'Still from here on' : 'Repeats from here on'
    case 'period':
      return mark.period === 1 ? 'Seen to stand still' : `Period ${formatExact(mark.period)} found`
    case 'rule': {
      const { rule } = mark
      const isLong = rule.length > MAX_RULE_CHARACTERS
      return `Rule ${isLong ? `${rule.slice(0, MAX_RULE_CHARACTERS)}\u2026` : rule}`
    }
    case 'edit':
      return 'Edited by hand'
    case 'birth':
      return `${counted(mark.count, 'bit')} spawned`
    case 'refusal':
      return `${counted(mark.count, 'order')} refused`
    case 'meta-rule':
      return `Rule switched at ${counted(mark.count, 'site')}`
    default:
      return mark satisfies never
  }
}

const counted = (count: number, what: string) =>
  `${formatExact(count)} ${what}${count === 1 ? '' : 's'}`

/** Tells of what may happen in every tick, which stands on the timeline alone. */
export const isFrequent = (kind: RunMark['kind']): boolean =>
  kind === 'birth' || kind === 'refusal' || kind === 'meta-rule'
