/**
 * The edge of telemetry in a program: an event bus, and what listens to it. Events go to a file as
 * CloudEvents, one a line, and to an OpenTelemetry collector as metrics.
 *
 * Nothing is loaded or opened where neither is asked for.
 */
import { randomUUID } from 'node:crypto'
import {
  type CloudEvent,
  parseTraceparent,
  parseTracestate,
  wrapEvent,
} from '../telemetry/cloud-event.ts'
import { type BusProblem, EventBus } from '../telemetry/event-bus.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { buildRegistry } from '../telemetry/event-registry.ts'
import { EVENT_TYPES } from '../telemetry/event-types.ts'
import type { PublishedEvent } from '../telemetry/published-event.ts'
import { EventLines } from './event-lines.ts'
import type { OtelMetrics } from './otel-metrics.ts'
import { type Environment, type OtelSettings, readOtelSettings } from './otel-settings.ts'

export interface NodeTelemetryOptions {
  /** The command that events are of: `qa`. */
  readonly command: string
  /** The version of Thunderline. */
  readonly engine: string
  /** Where events are written: a file, `-` for `out`; undefined for nowhere. */
  readonly events: string | undefined
  readonly env: Environment
  readonly out: (text: string) => void
  /** Takes a line for each kind of problem. */
  readonly err: (text: string) => void
  /** Milliseconds since 1970; the machine's clock when left out. */
  readonly wallTimeMs?: (() => number) | undefined
}

export class NodeTelemetry implements EventPublisher {
  readonly #bus: EventBus
  readonly #lines: EventLines | undefined
  readonly #metrics: OtelMetrics | undefined
  readonly #problems: Problems

  private constructor(
    bus: EventBus,
    lines: EventLines | undefined,
    metrics: OtelMetrics | undefined,
    problems: Problems,
  ) {
    this.#bus = bus
    this.#lines = lines
    this.#metrics = metrics
    this.#problems = problems
  }

  /**
   * Opens what the options and the environment ask for; undefined where that is nothing.
   *
   * @throws {FileAccessError} when the file of events cannot be written.
   */
  static async open(options: NodeTelemetryOptions): Promise<NodeTelemetry | undefined> {
    const { events, env, err } = options
    const settings = readOtelSettings(env)
    if (settings.kind === 'off' && settings.problem !== undefined) {
      err(`OpenTelemetry: no metrics are sent: ${settings.problem}\n`)
    }
    if (settings.kind === 'off' && events === undefined) return undefined
    const problems = new Problems(err)
    const registry = buildRegistry(EVENT_TYPES)
    const bus = new EventBus({ registry, onProblem: (problem) => problems.add(problem) })
    const lines = events === undefined || events === '-' ? undefined : EventLines.open(events)
    if (events !== undefined) {
      const write = (event: CloudEvent) => {
        if (lines === undefined) options.out(`${JSON.stringify(event)}\n`)
        else lines.append(event)
      }
      const context = createContext(options)
      bus.subscribe('#', (event) => write(wrapEvent(event, registry.get(event.name)!, context)))
    }
    const metrics = settings.kind === 'on' ? await openMetrics(settings, options) : undefined
    if (metrics !== undefined)
      bus.subscribe('#', (event) => {
        if (event.kind === 'measure') metrics.take(event)
      })
    return new NodeTelemetry(bus, lines, metrics, problems)
  }

  publishEvent(event: PublishedEvent): void {
    this.#bus.publishEvent(event)
  }

  /**
   * Sends what is left and ends; a collector is waited for up to `FLUSH_MS`. Never throws.
   *
   * @returns how many events were refused, or could not be written: they were told of.
   */
  async close(): Promise<number> {
    await this.#metrics?.close()
    this.#lines?.close()
    return this.#problems.count
  }
}

/** No metrics are better than no run: what keeps the SDK from starting is told, and that is all. */
async function openMetrics(
  settings: OtelSettings,
  { env, engine, err }: NodeTelemetryOptions,
): Promise<OtelMetrics | undefined> {
  const tell = (problem: string) => err(`${problem}\n`)
  try {
    const metrics = await import('./otel-metrics.ts')
    return await metrics.OtelMetrics.open({ settings, env, engine, tell })
  } catch (error) {
    tell(`OpenTelemetry: no metrics are sent: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

/** Counts what went wrong, and tells of the first. */
class Problems {
  readonly #err: (text: string) => void
  count = 0

  constructor(err: (text: string) => void) {
    this.#err = err
  }

  add({ event, error }: BusProblem): void {
    if (this.count++ > 0) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#err(`The event ${event} is lost, and others may be: ${reason}\n`)
  }
}

function createContext({ command, env, wallTimeMs }: NodeTelemetryOptions) {
  return {
    source: `urn:thunderline:${command}`,
    correlationId: randomUUID(),
    traceparent: parseTraceparent(env.TRACEPARENT),
    tracestate: parseTracestate(env.TRACESTATE),
    newId: randomUUID,
    wallTimeMs: wallTimeMs ?? Date.now,
  }
}
