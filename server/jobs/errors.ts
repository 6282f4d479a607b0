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

/** A rule cannot be compiled, since it is none. */
export class RuleRefusedError extends NamedError {
  override readonly name = 'RuleRefusedError'
  readonly code = 'jobs/rule'
  readonly status = 400
  /** `cause` is the code of the error that says so. */
  readonly details: { readonly cause: string; readonly problem: string }

  constructor(details: RuleRefusedError['details']) {
    super(`The rule cannot be read: ${details.problem}`)
    this.details = details
  }
}

/** A rule cannot be compiled for a back end. */
export class CompileFailedError extends NamedError {
  override readonly name = 'CompileFailedError'
  readonly code = 'jobs/compile'
  readonly status = 422
  /** `cause` is the code of the error that says so. */
  readonly details: { readonly build: string; readonly cause: string; readonly problem: string }

  constructor(details: CompileFailedError['details']) {
    super(`The rule cannot be compiled: ${details.problem}`)
    this.details = details
  }
}

/** More rules wait to be compiled than are taken. */
export class CompileDeskBusyError extends NamedError {
  override readonly name = 'CompileDeskBusyError'
  readonly code = 'jobs/busy'
  readonly status = 503
  readonly details: { readonly waiting: number }

  constructor(details: CompileDeskBusyError['details']) {
    super(`${details.waiting} rules wait to be compiled already: ask again later.`)
    this.details = details
  }
}
