/** What the run that is looked at has where a report says that two runs differ. */
import type { NamedNumber, SiteReport } from '../../engine/protocol/inspect-api.ts'
import type { ChannelInfo } from '../../engine/protocol/living-info.ts'
import type { DifferenceReport } from '../../engine/qa/report-schema.ts'

/**
 * The raw number of the difference's plane at its cell.
 *
 * @param seen what is selected at present.
 * @returns undefined while another tick or cell is looked at, and for planes that cannot be looked into.
 */
export function readDifference(
  { tick, site, plane }: DifferenceReport,
  seen: SiteReport | undefined,
  channels: readonly ChannelInfo[],
): number | undefined {
  if (seen === undefined || site === null || seen.tick !== tick) return undefined
  const [x, y, z] = site
  if (seen.site.x !== x || seen.site.y !== y || seen.site.z !== z) return undefined
  return readPlane(plane, seen, channels)
}

/** A plane's raw number, as reports give it. */
function readPlane(
  plane: string,
  { state, fields, components }: SiteReport,
  channels: readonly ChannelInfo[],
): number | undefined {
  if (plane === 'cells') return state
  const [, kind, name = ''] = /^(channel|component) (.+)$/.exec(plane) ?? []
  const find = (numbers: readonly NamedNumber[]) =>
    numbers.find((each) => each.name === name)?.value
  if (kind === 'component') return find(components)
  if (kind !== 'channel') return undefined
  const value = find(fields)
  const bits = channels.find((channel) => channel.name === name)?.fractionBits ?? 0
  return value === undefined ? undefined : value * 2 ** bits
}
