/** Hands events to a consumer, several at once where it takes them so, and tells by one error that it has failed. */
import { isNamedError } from '../../engine/named-error.ts'
import { inSpan, NO_TRACER, type Tracer } from '../observability/tracer.ts'
import { type Consumer, type Delivery, type LoggedEvent, MAX_FAILURE_CHARS } from './consumer.ts'
import { HandlerError } from './errors.ts'

/** An event of the log, with its number there. */
export interface Heard {
  readonly seq: number
  readonly event: LoggedEvent
}

export interface DeliverOptions<Work> {
  readonly consumer: Consumer<Work>
  readonly tracer?: Tracer
  /** How long a consumer may take for what it is handed at once, in milliseconds. */
  readonly handleMs?: number
}

/** Longer than a statement may take: what the database ends tells why. */
const HANDLE_MS = 60_000

/**
 * Hands events to a consumer, in order.
 *
 * @throws {HandlerError} where it throws, or does not answer; of several it is told of the first.
 * @throws {StorageUnavailableError} where the database went away, which is no failure of an event.
 */
export async function deliver<Work>(
  options: DeliverOptions<Work>,
  heard: readonly Heard[],
  attempt: number,
  work: Work,
): Promise<void> {
  const [first] = heard
  if (first === undefined) return
  const { consumer, tracer = NO_TRACER } = options
  const { name } = consumer
  const deliveries = heard.map(({ seq, event }) => {
    return { seq, event, attempt, idempotencyKey: `${name}/${seq}` }
  })
  try {
    // What is told as a span is told for each event.
    if (consumer.handleAll !== undefined && deliveries.length > 1 && !tracer.isOn) {
      await inTime(options, consumer.handleAll(deliveries, work))
      return
    }
    for (const delivery of deliveries) await inTime(options, deliverOne(options, delivery, work))
  } catch (cause) {
    if (isNamedError(cause) && cause.code === 'storage/unavailable') throw cause
    throw toHandlerError(name, first.seq, cause)
  }
}

/** What a consumer has failed of, cut to what is kept of it. */
export function toHandlerError(consumer: string, seq: number, cause: unknown): HandlerError {
  const text = cause instanceof Error ? cause.message : String(cause)
  const problem = text.slice(0, MAX_FAILURE_CHARS)
  return new HandlerError({ consumer, seq, problem }, { cause })
}

async function deliverOne<Work>(
  { consumer, tracer = NO_TRACER }: DeliverOptions<Work>,
  delivery: Delivery,
  work: Work,
): Promise<void> {
  const { traceparent: parent, type } = delivery.event
  // What is part of no trace does not begin one.
  if (!tracer.isOn || typeof parent !== 'string') return await consumer.handle(delivery, work)
  const { seq, attempt } = delivery
  const attributes = { consumer: consumer.name, event: String(type), seq, attempt }
  await inSpan(tracer, `hear ${consumer.name}`, { parent, kind: 'consumer', attributes }, () =>
    consumer.handle(delivery, work),
  )
}

async function inTime<Work>(
  { handleMs = HANDLE_MS }: DeliverOptions<Work>,
  handling: Promise<void>,
): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const problem = `it has not answered for ${handleMs} ms`
  const timer = setTimeout(() => reject(new Error(problem)), handleMs)
  try {
    await Promise.race([handling, late])
  } finally {
    clearTimeout(timer)
  }
}
