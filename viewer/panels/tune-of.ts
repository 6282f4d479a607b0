/** The edit that moves one number of a channel's dynamic, and keeps the others where they are. */
import type { ChannelDynamics, DynamicMember } from '../../engine/protocol/analysis-api.ts'
import type { EditOrder } from '../../engine/protocol/inspect-api.ts'

/** @param raw the fixed-point number that the member is to have. */
export function tuneOf(
  { channel, members, source }: ChannelDynamics,
  moved: DynamicMember['name'],
  raw: number,
): EditOrder {
  const values = members.map((member) => {
    const { name, one } = member
    const now = name === moved ? raw : member.raw
    if (name === 'speedSquared') return ['speed', Math.sqrt(now / one)]
    // An amount by state stays a list.
    const isKept = name === 'source' && moved !== 'source' && source.length > 0
    return [name, isKept ? source.map((amount) => amount / one) : now / one]
  })
  return { kind: 'tune', channel, ...Object.fromEntries(values) }
}
