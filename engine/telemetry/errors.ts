/** Errors of telemetry. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** What a stranger wrote is told only up to so many characters. */
const MAX_SHOWN_CHARS = 80

/** A text, short and in quotes. */
const quote = (text: string) =>
  JSON.stringify(text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text)

/** A pattern is none of dotted levels, `+` and `#`. */
export class TopicPatternError extends NamedError {
  override readonly name = 'TopicPatternError'
  readonly code = 'telemetry/pattern'
  readonly details: { readonly pattern: string; readonly problem: string }

  constructor(details: TopicPatternError['details']) {
    super(`${quote(details.pattern)} is no pattern of event names: ${details.problem}.`)
    this.details = details
  }
}

/** A bus has as many listeners as it takes. */
export class TooManySubscribersError extends NamedError {
  override readonly name = 'TooManySubscribersError'
  readonly code = 'telemetry/subscribers'
  readonly details: { readonly maxSubscribers: number }

  constructor(details: TooManySubscribersError['details']) {
    super(`The event bus has ${details.maxSubscribers} subscribers, and takes no more.`)
    this.details = details
  }
}

/** An event that the registry does not know, or that is not as the registry has it. */
export class EventRefusedError extends NamedError {
  override readonly name = 'EventRefusedError'
  readonly code = 'telemetry/event'
  readonly details: { readonly event: string; readonly faults: readonly string[] }

  constructor(details: EventRefusedError['details']) {
    super(`The event ${quote(details.event)} is refused: ${details.faults.join('; ')}.`)
    this.details = details
  }
}

/** Events that listeners publish in answer to events do not come to an end. */
export class EventFloodError extends NamedError {
  override readonly name = 'EventFloodError'
  readonly code = 'telemetry/flood'
  readonly details: { readonly event: string; readonly maxWaiting: number }

  constructor(details: EventFloodError['details']) {
    super(
      `${quote(details.event)} is dropped: ${details.maxWaiting} events wait to be delivered already.`,
    )
    this.details = details
  }
}

/** A topic is not of the form `zone.event.agent`. */
export class TopicError extends NamedError {
  override readonly name = 'TopicError'
  readonly code = 'telemetry/topic'
  readonly details: { readonly topic: string; readonly problem: string }

  constructor(details: TopicError['details']) {
    super(`${quote(details.topic)} makes no topic: ${details.problem}.`)
    this.details = details
  }
}

/** A text is no envelope of an event. */
export class CloudEventError extends NamedError {
  override readonly name = 'CloudEventError'
  readonly code = 'telemetry/envelope'
  /** The field is a path: `data.measurements.tick`; empty where it is the text as a whole. */
  readonly details: { readonly field: string; readonly problem: string }

  constructor(details: CloudEventError['details']) {
    const { field, problem } = details
    super(`This is no event: ${field === '' ? '' : `${field}: `}${problem}.`)
    this.details = details
  }
}
