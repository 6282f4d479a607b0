/**
 * What rooms tell whoever listens: a name, numbers, and what they are of. Nothing here knows a clock, an
 * address or a format; where an event goes, and in which envelope, is decided by whoever hands in the sink.
 */

export interface TelemetryEvent {
  /** Dotted: `ca.qa.scenario.completed`. */
  readonly name: string
  /** Numbers by name; a unit that is not plain from the name is told by the registry. */
  readonly measurements: Readonly<Record<string, number>>
  /** What the numbers are of, in words that are few: they become labels of metrics. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Takes events, each as it happens; what it throws is thrown on. */
export interface Telemetry {
  publishEvent(event: TelemetryEvent): void
}

/** The longest text of metadata; whoever describes an event cuts longer ones. */
export const MAX_METADATA_CHARS = 200

/** A text as metadata carries it: never empty, never too long. */
export function toMetadata(text: string): string {
  return text === '' ? 'untitled' : text.slice(0, MAX_METADATA_CHARS)
}

/** Makes an event that no listener can change. */
export function freezeEvent({ name, measurements, metadata }: TelemetryEvent): TelemetryEvent {
  return Object.freeze({
    name,
    measurements: Object.freeze(measurements),
    metadata: Object.freeze(metadata),
  })
}
