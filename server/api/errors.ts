/** Errors of the API. Each has a status of HTTP, which other surfaces tell by its code. */
import { NamedError } from '../../engine/named-error.ts'

/** What is asked is not as the operation wants it. */
export class InputRefusedError extends NamedError {
  override readonly name = 'InputRefusedError'
  readonly code = 'api/input'
  readonly status = 400
  readonly details: { readonly operation: string; readonly faults: readonly string[] }

  constructor(details: InputRefusedError['details']) {
    super(`${details.operation} was asked for wrongly: ${details.faults.join('; ')}.`)
    this.details = details
  }
}

/** Policies do not allow it. */
export class DeniedError extends NamedError {
  override readonly name = 'DeniedError'
  readonly code = 'api/denied'
  readonly status: 401 | 403
  readonly details: {
    readonly operation: string
    readonly reason: string
    readonly verdict: string
  }

  constructor(details: DeniedError['details'], isAnonymous: boolean) {
    super(`${details.operation} is denied: ${details.reason}.`)
    this.details = details
    this.status = isAnonymous ? 401 : 403
  }
}

/** Somebody asks too often. */
export class TooManyRequestsError extends NamedError {
  override readonly name = 'TooManyRequestsError'
  readonly code = 'api/too-many'
  readonly status = 429
  readonly details: { readonly retryAfterMs: number }

  constructor(details: TooManyRequestsError['details']) {
    super(`Too many requests: the next is taken in ${details.retryAfterMs} ms.`)
    this.details = details
  }
}

/** There is no such thing. */
export class NotFoundError extends NamedError {
  override readonly name = 'NotFoundError'
  readonly code = 'api/not-found'
  readonly status = 404
  readonly details: { readonly resource: string; readonly id: string }

  constructor(details: NotFoundError['details']) {
    super(`There is no ${details.resource} ${JSON.stringify(details.id.slice(0, 80))}.`)
    this.details = details
  }
}

const DONE = /^(?:\w+ed|withdrawn|heard of)\b/

/** What is asked cannot be done to something as it is now: a move that its state machine refuses. */
export class StateConflictError extends NamedError {
  override readonly name = 'StateConflictError'
  readonly code = 'api/conflict'
  readonly status = 409
  readonly details: {
    readonly resource: string
    readonly id: string
    readonly state: string
    readonly wanted: string
  }

  constructor(details: StateConflictError['details']) {
    const { resource, id, state, wanted } = details
    // Moves are told as what would be done to it, and some states as what it would be.
    const verb = DONE.test(wanted) ? 'be' : 'become'
    const cannot = state === wanted ? 'already' : `and cannot ${verb} ${wanted}`
    super(`${resource} ${JSON.stringify(id)} is ${state} ${cannot}.`)
    this.details = details
  }
}

/** A request comes from another page, or is addressed to another name of this host. */
export class StrangerError extends NamedError {
  override readonly name = 'StrangerError'
  readonly code = 'api/origin'
  readonly status = 403
  readonly details = {}

  constructor() {
    super(
      'Requests of other pages, and those to other names of this host, are not answered, unless ' +
        'THUNDERLINE_ORIGINS lists them.',
    )
  }
}

/** The body of a request is none that is taken. */
export class BodyRefusedError extends NamedError {
  override readonly name = 'BodyRefusedError'
  readonly code = 'api/body'
  readonly status = 400
  readonly details: { readonly problem: string }

  constructor(details: BodyRefusedError['details'], options?: ErrorOptions) {
    super(`The body cannot be read: ${details.problem}.`, options)
    this.details = details
  }
}

/** An operation gave what it does not say that it gives: a defect of ours. */
export class OutputDefectError extends NamedError {
  override readonly name = 'OutputDefectError'
  readonly code = 'api/output'
  readonly details: { readonly operation: string; readonly faults: readonly string[] }

  constructor(details: OutputDefectError['details']) {
    super(`${details.operation} gave what it does not declare: ${details.faults.join('; ')}.`)
    this.details = details
  }
}

/** A rule of a lane is none. */
export class LaneRuleError extends NamedError {
  override readonly name = 'LaneRuleError'
  readonly code = 'api/lane-rule'
  readonly status = 400
  readonly details: { readonly lane: string; readonly rule: string; readonly problem: string }

  constructor(details: LaneRuleError['details']) {
    const { lane, rule, problem } = details
    const shown = JSON.stringify(rule.slice(0, 80))
    super(`The rule ${shown} of the lane ${JSON.stringify(lane)} cannot be taken: ${problem}`)
    this.details = details
  }
}

/** What is on record of a candidate is not enough to promote it, or not yet. */
export class EvidenceError extends NamedError {
  override readonly name = 'EvidenceError'
  readonly code = 'api/evidence'
  readonly status = 409
  readonly details: { readonly promotion: string; readonly problem: string }

  constructor(details: EvidenceError['details']) {
    const { promotion, problem } = details
    super(`The promotion ${JSON.stringify(promotion)} lacks evidence: ${problem}.`)
    this.details = details
  }
}

/** Without a token nothing is answered here. */
export class TokenWantedError extends NamedError {
  override readonly name = 'TokenWantedError'
  readonly code = 'api/token'
  readonly status = 401
  readonly details = {}

  constructor() {
    super('A token is wanted, in the header Authorization: Bearer TOKEN.')
  }
}

/** A body is sent in another coding than as it is. */
export class ContentCodingError extends NamedError {
  override readonly name = 'ContentCodingError'
  readonly code = 'api/media-type'
  readonly status = 415
  readonly details: { readonly coding: string }

  constructor(details: ContentCodingError['details']) {
    super('A body is sent as it is, without Content-Encoding.')
    this.details = { coding: details.coding.slice(0, 80) }
  }
}

/** What answers here is switched off. */
export class FeatureOffError extends NamedError {
  override readonly name = 'FeatureOffError'
  readonly code = 'api/feature-off'
  readonly status = 403
  readonly details: { readonly flag: string }

  constructor(details: FeatureOffError['details']) {
    super(`Nothing is answered here while the flag ${details.flag} is off.`)
    this.details = details
  }
}

/** What was asked is on record, and the tables that answers are read from do not have it yet. */
export class NotHeardError extends NamedError {
  override readonly name = 'NotHeardError'
  readonly code = 'api/not-heard'
  readonly status = 503
  readonly details: { readonly seq: number }

  constructor(details: NotHeardError['details']) {
    super(
      `It is on record as entry ${details.seq}, and what comes of it is not known yet: look at it later, and do not ask again.`,
    )
    this.details = details
  }
}
