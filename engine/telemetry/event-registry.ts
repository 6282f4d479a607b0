/** Holds events to what is written down of their kind. */
import { z } from 'zod'
import { EventRefusedError } from './errors.ts'
import type { EventType } from './event-type.ts'
import { freezeEvent, type TelemetryEvent } from './telemetry-event.ts'

/** Kinds of events by their names. */
export type EventRegistry = ReadonlyMap<string, EventType>

/** So many faults of an event are told. */
const MAX_FAULTS = 5
const MAX_FAULT_CHARS = 120

/** @throws {EventRefusedError} where a name is there twice. */
export function buildRegistry(types: readonly EventType[]): EventRegistry {
  const registry = new Map<string, EventType>()
  for (const type of types) {
    if (registry.has(type.name)) {
      throw new EventRefusedError({ event: type.name, faults: ['it is registered twice'] })
    }
    registry.set(type.name, type)
  }
  return registry
}

/** An event, before anything is known of its fields. */
const shape = z.strictObject({
  name: z.string(),
  measurements: z.record(z.string(), z.number()),
  metadata: z.record(z.string(), z.string()),
})

/**
 * An event that is as its kind is written down: a frozen copy.
 *
 * @throws {EventRefusedError} for a kind that is not registered, and fields that are missing, of another
 * type, out of their bounds, or unknown.
 */
export function checkEvent(registry: EventRegistry, event: unknown): TelemetryEvent {
  const read = shape.safeParse(event)
  if (!read.success) throw refuse(nameOf(event), describeFaults(read.error))
  const { name, measurements, metadata } = read.data
  const type = registry.get(name)
  if (type === undefined) throw refuse(name, ['no event of that name is registered'])
  const numbers = type.measurements.safeParse(measurements)
  const words = type.metadata.safeParse(metadata)
  if (numbers.success && words.success) return freezeEvent({ name, measurements, metadata })
  throw refuse(name, [
    ...describeFaults(numbers.error, 'measurements'),
    ...describeFaults(words.error, 'metadata'),
  ])
}

function refuse(event: string, faults: readonly string[]): EventRefusedError {
  return new EventRefusedError({ event, faults: faults.slice(0, MAX_FAULTS) })
}

function nameOf(event: unknown): string {
  const name = typeof event === 'object' && event !== null && 'name' in event ? event.name : ''
  return typeof name === 'string' ? name : ''
}

function describeFaults(error: z.ZodError | undefined, ...root: string[]): string[] {
  const issues = error?.issues.slice(0, MAX_FAULTS) ?? []
  return issues.map(({ path, message }) => {
    const where = [...root, ...path.map(String)].join('.')
    return `${where}: ${message}`.slice(0, MAX_FAULT_CHARS)
  })
}
