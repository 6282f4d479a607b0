/** One event of record, by its kind, in JSON Schema: for whoever reads the ledger with other tools. */
import { z } from 'zod'
import { recordEnvelopeSchema } from './record-event.ts'
import { type RecordType, recordSchemaUri } from './record-type.ts'
import { RECORD_TYPES } from './record-types.ts'

/** The JSON Schema (draft 2020-12) of an event of record, whatever its kind. */
export function buildRecordJsonSchema(): Record<string, unknown> {
  const events = z.union(RECORD_TYPES.map(describeRecord))
  return z.toJSONSchema(events, { io: 'input' }) as Record<string, unknown>
}

/** An envelope with an event of one kind. */
export function describeRecord(type: RecordType) {
  return recordEnvelopeSchema
    .extend({
      type: z.literal(type.name),
      dataschema: z.literal(recordSchemaUri(type)),
      data: type.data,
    })
    .describe(type.about)
}

/** The JSON Schema of the data of one kind, as canonical as its maker leaves it: what a version stands for. */
export function buildDataSchema(type: RecordType): Record<string, unknown> {
  return z.toJSONSchema(type.data, { io: 'input' }) as Record<string, unknown>
}
