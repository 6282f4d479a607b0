/** Errors of runs. Each has a status of HTTP, which other surfaces tell by its code. */
import { NamedError } from '../../engine/named-error.ts'

/** A scenario cannot be run here: it is none, it refers to files, or it asks for too much. */
export class ScenarioRefusedError extends NamedError {
  override readonly name = 'ScenarioRefusedError'
  readonly code = 'jobs/scenario'
  readonly status = 400
  /** `cause` is the code of the error that says so. */
  readonly details: { readonly cause: string; readonly problem: string }

  constructor(details: ScenarioRefusedError['details']) {
    super(`The scenario cannot be run: ${details.problem}`)
    this.details = details
  }
}

/** More scenarios wait to be read than are taken. */
export class ScenarioDeskBusyError extends NamedError {
  override readonly name = 'ScenarioDeskBusyError'
  readonly code = 'jobs/busy'
  readonly status = 503
  readonly details: { readonly waiting: number }

  constructor(details: ScenarioDeskBusyError['details']) {
    super(`${details.waiting} scenarios wait to be read already: ask again later.`)
    this.details = details
  }
}

/** A key stands for another request. */
export class RequestKeyTakenError extends NamedError {
  override readonly name = 'RequestKeyTakenError'
  readonly code = 'jobs/key-taken'
  readonly status = 409
  readonly details: { readonly key: string }

  constructor(details: RequestKeyTakenError['details']) {
    super(`The idempotency key ${JSON.stringify(details.key)} is that of another request.`)
    this.details = details
  }
}

/** What is kept under a hash is not what has it. */
export class ScenarioDamagedError extends NamedError {
  override readonly name = 'ScenarioDamagedError'
  readonly code = 'jobs/scenario-damaged'
  readonly status = 500
  readonly details: { readonly sha256: string }

  constructor(details: ScenarioDamagedError['details']) {
    super(`The scenario ${details.sha256} is not what was kept.`)
    this.details = details
  }
}
