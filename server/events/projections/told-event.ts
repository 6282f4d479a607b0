/** Reads events out of the ledger as those who make tables of them know them. */
import { buildSchemaIndex, findDataFaults } from '../../../engine/telemetry/event-registry.ts'
import { EVENT_TYPES } from '../../../engine/telemetry/event-types.ts'
import { parseTopic } from '../../../engine/telemetry/topic.ts'
import type { LoggedEvent } from '../consumer.ts'

const SCHEMAS = buildSchemaIndex(EVENT_TYPES)

/** An event whose data are as its schema has them. */
export interface ReadEvent {
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
  /** When it was published, in milliseconds since 1970. */
  readonly atMs: number
  readonly agent: string | undefined
}

/**
 * Reads an event of record; undefined where it is not as its type is written down, as one that was imported from
 * elsewhere may be, or tells of something in letters that no table holds.
 */
export function readToldEvent(event: LoggedEvent): ReadEvent | undefined {
  const { type: name, dataschema, data, time, topic } = event
  const type = SCHEMAS.get(String(dataschema))
  if (type?.kind !== 'record' || type.name !== name) return undefined
  const atMs = Date.parse(String(time))
  if (!Number.isSafeInteger(atMs) || findDataFaults(type, { data }).length > 0) return undefined
  const told = data as Readonly<Record<string, unknown>>
  // Zero has no place in texts of SQL.
  if (Object.values(told).some((value) => typeof value === 'string' && value.includes('\0'))) {
    return undefined
  }
  return { name: type.name, data: told, atMs, agent: agentOf(topic) }
}

function agentOf(topic: unknown): string | undefined {
  try {
    return parseTopic(String(topic)).agent
  } catch {
    return undefined
  }
}
