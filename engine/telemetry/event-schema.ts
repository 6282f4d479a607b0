/** One line of a file of events, by the kind of event: for whoever reads such files, in JSON Schema too. */
import { z } from 'zod'
import { cloudEventSchema } from './cloud-event.ts'
import { type EventType, schemaUriOf } from './event-type.ts'
import { EVENT_TYPES } from './event-types.ts'

/** The JSON Schema (draft 2020-12) of a line. */
export function buildEventJsonSchema(): Record<string, unknown> {
  const lines = z.union(EVENT_TYPES.map(describeLine))
  return z.toJSONSchema(lines, { io: 'input' }) as Record<string, unknown>
}

/** An envelope with an event of one kind. */
export function describeLine(type: EventType) {
  return cloudEventSchema
    .extend({
      type: z.literal(type.name),
      dataschema: z.literal(schemaUriOf(type)),
      data: z.object({ measurements: type.measurements, metadata: type.metadata }),
    })
    .describe(type.about)
}
