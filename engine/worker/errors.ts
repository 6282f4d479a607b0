/** Errors of studies in a page. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A trial that a thread made has failed, for a reason that has a name. */
export class TrialFailedError extends NamedError {
  override readonly name = 'TrialFailedError'
  readonly code = 'worker/trial'
  /** The code and the message of what was thrown there. */
  readonly details: { readonly code: string; readonly message: string }

  constructor({ code, message }: TrialFailedError['details']) {
    super(message)
    this.details = { code, message }
  }
}

/** A trial has taken longer than it may. */
export class TrialTimeError extends NamedError {
  override readonly name = 'TrialTimeError'
  readonly code = 'worker/trial-time'
  readonly details: { readonly limitSeconds: number }

  constructor(details: TrialTimeError['details']) {
    super(`It took longer than the ${details.limitSeconds} s that it has.`)
    this.details = details
  }
}

/** The thread of a trial ended before it had a result. */
export class TrialEndedError extends NamedError {
  override readonly name = 'TrialEndedError'
  readonly code = 'worker/trial-ended'
  readonly details: { readonly reason: string }

  constructor(details: TrialEndedError['details']) {
    super(`Its thread ended without a result: ${details.reason}.`)
    this.details = details
  }
}

/** A study names files that were not opened with it. */
export class StudyFileMissingError extends NamedError {
  override readonly name = 'StudyFileMissingError'
  readonly code = 'study/file-missing'
  readonly details: { readonly missing: readonly string[] }

  constructor(details: StudyFileMissingError['details']) {
    super(`The study needs ${details.missing.join(', ')}: open it together with the study.`)
    this.details = details
  }
}

/** A browser keeps no studies. */
export class StudyStorageError extends NamedError {
  override readonly name = 'StudyStorageError'
  readonly code = 'study/storage'
  readonly details: { readonly reason: string }

  constructor(details: StudyStorageError['details'], options?: ErrorOptions) {
    super(
      `This browser keeps no studies here (${details.reason}). A private window or a full disk may be why.`,
      options,
    )
    this.details = details
  }
}

/** A study is none of those that are kept. */
export class StudyUnknownError extends NamedError {
  override readonly name = 'StudyUnknownError'
  readonly code = 'study/unknown'
  readonly details: { readonly id: string }

  constructor(details: StudyUnknownError['details']) {
    super(
      `No study ${details.id.slice(0, 16)} is kept here. It may have been deleted in another tab.`,
    )
    this.details = details
  }
}

/** Something is to be done with a study that somebody is at work on. */
export class StudyBusyError extends NamedError {
  override readonly name = 'StudyBusyError'
  readonly code = 'study/busy'
  readonly details: { readonly where: 'here' | 'elsewhere'; readonly study: string }

  /** @param details `where` it runs: in this tab or another. */
  constructor(details: StudyBusyError['details']) {
    const place = details.where === 'here' ? 'this tab' : 'another tab'
    super(`${details.study} runs in ${place}: pause it there first.`)
    this.details = details
  }
}

/** A record that is handed in is none that is kept here could go on from. */
export class RecordImportError extends NamedError {
  override readonly name = 'RecordImportError'
  readonly code = 'study/import'
  readonly details: { readonly problem: string }

  /** @param details `problem` is a sentence without its end. */
  constructor(details: RecordImportError['details']) {
    super(`The record was not taken over. ${details.problem}.`)
    this.details = details
  }
}

/** A trial has no model to be saved. */
export class ModelAbsentError extends NamedError {
  override readonly name = 'ModelAbsentError'
  readonly code = 'study/model'
  readonly details: { readonly trial: number; readonly problem: string }

  /** @param details `problem` is a sentence without its end. */
  constructor(details: ModelAbsentError['details']) {
    super(`Trial ${details.trial} gives no model. ${details.problem}.`)
    this.details = details
  }
}
