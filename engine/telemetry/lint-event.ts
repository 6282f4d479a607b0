/** Whether something is an event that is written down, of whichever kind, as it is written down. */
import type { z } from 'zod'
import { describeLine } from './event-schema.ts'
import { EVENT_TYPES } from './event-types.ts'
import { RecordRefusedError } from './record/errors.ts'
import { checkRecordEvent } from './record/record-event.ts'

const LINES: ReadonlyMap<string, z.ZodType> = new Map(
  EVENT_TYPES.map((type) => [type.name, describeLine(type)]),
)

/** So many faults of an event are told. */
const MAX_FAULTS = 5

/** What is wrong with an event, as ends of sentences; nothing where it is one. */
export function lintEvent(event: unknown): readonly string[] {
  const line = LINES.get(nameOf(event))
  if (line !== undefined) {
    const issues = line.safeParse(event).error?.issues ?? []
    return issues.slice(0, MAX_FAULTS).map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  try {
    checkRecordEvent(event)
    return []
  } catch (error) {
    if (error instanceof RecordRefusedError) return error.details.faults
    throw error
  }
}

function nameOf(event: unknown): string {
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : ''
  return typeof type === 'string' ? type : ''
}
