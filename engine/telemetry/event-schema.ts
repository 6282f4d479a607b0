/** One line of a file of events, by the type of event: for whoever reads such files, in JSON Schema too. */
import { z } from 'zod'
import { cloudEventSchema } from './cloud-event.ts'
import { type EventType, schemaUriOf } from './event-type.ts'
import { EVENT_TYPES } from './event-types.ts'

/** The JSON Schema (draft 2020-12) of a line: all versions of all types, each under `$defs`. */
export function buildEventJsonSchema(): Record<string, unknown> {
  const types: readonly EventType[] = EVENT_TYPES
  const keys = types.map(({ name, version }) => `${name}.v${version}`)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: keys.map((key) => ({ $ref: `#/$defs/${key}` })),
    $defs: {
      envelope: toJson(cloudEventSchema),
      ...Object.fromEntries(types.map((type, i) => [keys[i]!, describeAsJson(type)])),
    },
  }
}

/** What the envelopes of one type have beside what all have. */
function describeAsJson(type: EventType): Record<string, unknown> {
  return {
    $ref: '#/$defs/envelope',
    description: type.about,
    properties: {
      type: { const: type.name },
      dataschema: { const: schemaUriOf(type) },
      data: toJson(describeData(type)),
    },
    ...(type.kind === 'record' ? { required: ['idempotencykey'] } : {}),
  }
}

function toJson(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _draft, ...json } = z.toJSONSchema(schema, { io: 'input' })
  return json
}

/** An envelope with an event of one type. */
export function describeLine(type: EventType) {
  const { idempotencykey } = cloudEventSchema.shape
  return cloudEventSchema
    .extend({
      type: z.literal(type.name),
      dataschema: z.literal(schemaUriOf(type)),
      idempotencykey: type.kind === 'record' ? idempotencykey.unwrap() : idempotencykey,
      data: describeData(type),
    })
    .describe(type.about)
}

/** What the envelope of an event of one type has as its `data`. */
export function describeData(type: EventType) {
  if (type.kind === 'record') return type.data
  return z.strictObject({ measurements: type.measurements, metadata: type.metadata })
}
