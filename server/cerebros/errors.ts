/** Errors of searches on the server. */
import { NamedError } from '../../engine/named-error.ts'

/** A study would start programs of this machine, which only its owner at the command line may. */
export class ProgramsRefusedError extends NamedError {
  override readonly name = 'ProgramsRefusedError'
  readonly code = 'cerebros/programs'
  readonly status = 400
  readonly details: { readonly study: string }

  constructor(details: ProgramsRefusedError['details']) {
    super(`The study ${JSON.stringify(details.study)} starts programs, which no server does.`)
    this.details = details
  }
}

/** A study cannot be made here: it is none, it reads files that it does not bring, or it asks for too much. */
export class StudyRefusedError extends NamedError {
  override readonly name = 'StudyRefusedError'
  readonly code = 'cerebros/study'
  readonly status = 400
  /** `cause` is the code of the error that says so. */
  readonly details: { readonly cause: string; readonly problem: string }

  constructor(details: StudyRefusedError['details']) {
    // Errors of studies have the same subject.
    const problem = details.problem
      .replace(/^The study (?=has |cannot )/, 'it ')
      .replace(/^None of /, 'none of ')
    super(`The study cannot be made: ${problem}`)
    this.details = details
  }
}

/** More documents of studies wait to be read than are taken. */
export class StudyDocumentsBusyError extends NamedError {
  override readonly name = 'StudyDocumentsBusyError'
  readonly code = 'cerebros/busy'
  readonly status = 503
  readonly details: { readonly waiting: number }

  constructor(details: StudyDocumentsBusyError['details']) {
    super(`${details.waiting} studies wait to be read already: ask again later.`)
    this.details = details
  }
}

/** As many studies go on as there may be. */
export class TooManyStudiesError extends NamedError {
  override readonly name = 'TooManyStudiesError'
  readonly code = 'cerebros/too-many-studies'
  readonly status = 429
  readonly details: { readonly going: number; readonly most: number; readonly isOwn: boolean }

  constructor(details: TooManyStudiesError['details']) {
    const { going, most, isOwn } = details
    const whose = isOwn ? 'of yours ' : ''
    super(`${going} studies ${whose}go on or are paused, and there are at most ${most}.`)
    this.details = details
  }
}

/** The text of a study's document is not kept. */
export class StudyDocumentGoneError extends NamedError {
  override readonly name = 'StudyDocumentGoneError'
  readonly code = 'cerebros/document-gone'
  readonly status = 500
  readonly details: { readonly sha256: string }

  constructor(details: StudyDocumentGoneError['details']) {
    super(`The document ${details.sha256} of the study is not kept here.`)
    this.details = details
  }
}

/** More trials wait to be made again than are taken. */
export class VerifierBusyError extends NamedError {
  override readonly name = 'VerifierBusyError'
  readonly code = 'cerebros/verifier-busy'
  readonly status = 503
  readonly details: { readonly waiting: number }

  constructor(details: VerifierBusyError['details']) {
    super(`${details.waiting} trials are made again already: ask again later.`)
    this.details = details
  }
}

/** Something of a caller is made again already. */
export class VerifierTakenError extends NamedError {
  override readonly name = 'VerifierTakenError'
  readonly code = 'cerebros/verifier-taken'
  readonly status = 429
  readonly details: { readonly caller: string }

  constructor(details: VerifierTakenError['details']) {
    super('Something that you have asked for is made again already: ask again when it is done.')
    this.details = details
  }
}

/** No trials are made in this process, so none is made again. */
export class VerifierIdleError extends NamedError {
  override readonly name = 'VerifierIdleError'
  readonly code = 'cerebros/verifier-idle'
  readonly status = 503
  readonly details = {}

  constructor() {
    super('This server makes no trials (THUNDERLINE_TRIAL_WORKERS is 0): ask one that does.')
  }
}

/** Who has asked for something does not wait for it any more. */
export class CallerGoneError extends NamedError {
  override readonly name = 'CallerGoneError'
  readonly code = 'cerebros/caller-gone'
  readonly status = 503
  readonly details = {}

  constructor() {
    super('Nobody waits for it any more.')
  }
}

/** Challenger and champion were not measured, through no fault of theirs; it can be asked for again. */
export class EvaluationFailedError extends NamedError {
  override readonly name = 'EvaluationFailedError'
  readonly code = 'cerebros/evaluation-failed'
  readonly status = 503
  readonly details: { readonly promotion: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: EvaluationFailedError['details'], options?: ErrorOptions) {
    super(`The challenger ${details.promotion} was not evaluated: ${details.problem}.`, options)
    this.details = details
  }
}

/** A trial could not be made again here; nothing is known of it that was not known before. */
export class VerifyFailedError extends NamedError {
  override readonly name = 'VerifyFailedError'
  readonly code = 'cerebros/verify'
  readonly status = 503
  readonly details: { readonly trial: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: VerifyFailedError['details'], options?: ErrorOptions) {
    const { trial, problem } = details
    super(`The trial ${trial} was not made again: ${problem}.`, options)
    this.details = details
  }
}

/** Challenger and champion cannot be measured beside one another. */
export class EvaluationRefusedError extends NamedError {
  override readonly name = 'EvaluationRefusedError'
  readonly code = 'cerebros/evaluation'
  readonly status = 409
  readonly details: { readonly promotion: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: EvaluationRefusedError['details'], options?: ErrorOptions) {
    super(`The challenger ${details.promotion} is not evaluated: ${details.problem}.`, options)
    this.details = details
  }
}

/** Challenger and champion are models of different tasks: no data tell which is better. */
export class OtherTaskError extends NamedError {
  override readonly name = 'OtherTaskError'
  readonly code = 'cerebros/other-task'
  readonly status = 409
  readonly details: { readonly promotion: string; readonly champion: string }

  constructor(details: OtherTaskError['details']) {
    const { promotion, champion } = details
    super(`The challenger ${promotion} is a model of another task than the champion ${champion}.`)
    this.details = details
  }
}
