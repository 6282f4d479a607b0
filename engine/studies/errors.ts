/** Errors of studies. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'
import { formatFault, type ScenarioFault } from '../scenario/errors.ts'

/** A study's file breaks the schema or contradicts itself; the faults of all its parts are listed. */
export class StudyInvalidError extends NamedError {
  override readonly name = 'StudyInvalidError'
  readonly code = 'study/invalid'
  readonly details: { readonly faults: readonly ScenarioFault[] }

  constructor(faults: readonly ScenarioFault[]) {
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(`The study has ${count}:\n${faults.map((each) => `  ${formatFault(each)}`).join('\n')}`)
    this.details = { faults }
  }
}

/** The record of a study cannot be read, or is that of another one. */
export class StudyRecordError extends NamedError {
  override readonly name = 'StudyRecordError'
  readonly code = 'study/record'
  /** The line counts from 1; undefined where it is the record as a whole. */
  readonly details: { readonly line: number | undefined; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: StudyRecordError['details']) {
    const { line, problem } = details
    super(
      `The record of the study cannot be gone on with${line === undefined ? '' : `, line ${line}`}: ${problem}.`,
    )
    this.details = details
  }
}

/** Trials that a study is to begin with are none of it. */
export class StudyGivenError extends NamedError {
  override readonly name = 'StudyGivenError'
  readonly code = 'study/given'
  readonly details: { readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: StudyGivenError['details']) {
    super(`The study cannot begin with these trials: ${details.problem}.`)
    this.details = details
  }
}

/** A trial came to no value: the trial fails, and the others go on. */
export class TrialValueError extends NamedError {
  override readonly name = 'TrialValueError'
  readonly code = 'study/value'
  readonly details: { readonly value: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: TrialValueError['details']) {
    super(`There is no ${details.value}: ${details.problem}.`)
    this.details = details
  }
}

/** A trial came to no end that is its own: the machine that made it is at fault, and it can be made again. */
export class TrialLostError extends NamedError {
  override readonly name = 'TrialLostError'
  readonly code = 'study/trial-lost'
  readonly details: { readonly reason: string }

  constructor(details: TrialLostError['details'], options?: ErrorOptions) {
    super(`The trial was lost: ${details.reason}`, options)
    this.details = details
  }
}

/** No trial of the study can be made any more; those that run are not told of, and can be made again. */
export class StudyStoppedError extends NamedError {
  override readonly name = 'StudyStoppedError'
  readonly code = 'study/stopped'
  readonly details: { readonly reason: string }

  constructor(details: StudyStoppedError['details']) {
    super(`The study cannot go on: ${details.reason}.`)
    this.details = details
  }
}
