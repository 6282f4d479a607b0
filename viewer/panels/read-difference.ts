/** What the run that is looked at has where a report says that two runs differ. */
import type { SiteReport } from '../../engine/protocol/inspect-api.ts'
import type { DifferenceReport } from '../../engine/qa/report-schema.ts'

/**
 * The raw number of the difference's plane at its cell.
 *
 * @param seen what is selected at present.
 * @returns undefined while another tick or cell is looked at, and for what is no plane of numbers.
 */
export function readDifference(
  { tick, site, plane }: DifferenceReport,
  seen: SiteReport | undefined,
): number | undefined {
  if (seen === undefined || site === null || seen.tick !== tick) return undefined
  const [x, y, z] = site
  if (seen.site.x !== x || seen.site.y !== y || seen.site.z !== z) return undefined
  return plane === 'cells' ? seen.state : seen.planes.find(({ name }) => name === plane)?.value
}
