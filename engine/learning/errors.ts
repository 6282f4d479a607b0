/** Errors of learning. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A training trial is asked for that cannot be made. */
export class TrainingSpecError extends NamedError {
  override readonly name = 'TrainingSpecError'
  readonly code = 'learning/spec'
  /** The field is a path, `task.count`; empty where it is the trial as a whole. */
  readonly details: { readonly field: string; readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: TrainingSpecError['details']) {
    const { field, problem } = details
    super(`The training is refused${field === '' ? '' : `, ${field}`}: ${problem}.`)
    this.details = details
  }
}

/** Bytes are no model, or one that this version does not know. */
export class ModelFileError extends NamedError {
  override readonly name = 'ModelFileError'
  readonly code = 'learning/model-file'
  readonly details: { readonly problem: string }

  /** @param details `problem` is a clause. */
  constructor(details: ModelFileError['details']) {
    super(`The file is no model: ${details.problem}.`)
    this.details = details
  }
}

/** A system of equations has no single solution. */
export class SystemError extends NamedError {
  override readonly name = 'SystemError'
  readonly code = 'learning/system'
  readonly details: { readonly row: number }

  constructor(details: SystemError['details']) {
    super(`The matrix is not positive definite, which shows at row ${details.row}.`)
    this.details = details
  }
}
