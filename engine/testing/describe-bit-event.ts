/** What bits tell, in the form in which all other events are published. */

import type { BitEvent } from '../bits/bit-events.ts'
import { buildMeasure, type MeasureEvent, toMetadata } from '../telemetry/published-event.ts'
import { isPlace } from '../telemetry/topic.ts'

/**
 * The same event as a measure: numbers apart from words, places as `x`, `y` and `z`, names in snake case, and
 * what is undefined left out. Long words are cut; the zone and the bit are parts of its topic where they can be.
 */
export function describeBitEvent({ type: name, ...told }: BitEvent): MeasureEvent {
  const measurements: Record<string, number> = {}
  const metadata: Record<string, string> = {}
  for (const [key, value] of Object.entries(told)) {
    const field = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    if (typeof value === 'number') measurements[field] = value
    else if (typeof value === 'string') metadata[field] = toMetadata(value)
    else if (value !== undefined)
      Object.assign(measurements, { x: value.x, y: value.y, z: value.z })
  }
  const { zone_id, zone = zone_id, bit_id: agent } = metadata
  return buildMeasure({ name, zone: toPlace(zone), agent: toPlace(agent), measurements, metadata })
}

/** What cannot be a level of a topic is not one; the metadata have it all the same. */
function toPlace(id: string | undefined): string | undefined {
  return id !== undefined && isPlace(id) ? id : undefined
}
