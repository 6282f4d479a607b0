/** Errors of the search. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** What a stranger wrote is told only up to so many characters. */
const MAX_SHOWN_CHARS = 80

const shorten = (text: string) =>
  text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text

/** A search space is not one. */
export class SearchSpaceError extends NamedError {
  override readonly name = 'SearchSpaceError'
  readonly code = 'search/space'
  /** The field is a path: `[3].low`; empty where it is the space as a whole. */
  readonly details: { readonly field: string; readonly problem: string }

  constructor(details: SearchSpaceError['details']) {
    const { field, problem } = details
    super(`The search space is refused${field === '' ? '' : `, ${shorten(field)}`}: ${problem}.`)
    this.details = details
  }
}

/** A study is asked for with what no study can be made of, or is read from what is none. */
export class StudyError extends NamedError {
  override readonly name = 'StudyError'
  readonly code = 'search/study'
  readonly details: { readonly field: string; readonly problem: string }

  constructor(details: StudyError['details']) {
    const { field, problem } = details
    super(`The study is refused${field === '' ? '' : `, ${shorten(field)}`}: ${problem}.`)
    this.details = details
  }
}

/** A trial is told of that is not there, or that has ended; or what is told of it is no result of this study. */
export class TrialError extends NamedError {
  override readonly name = 'TrialError'
  readonly code = 'search/trial'
  readonly details: { readonly number: number; readonly problem: string }

  constructor(details: TrialError['details']) {
    super(`Trial ${details.number}: ${details.problem}.`)
    this.details = details
  }
}

/** In a study that repeats with several workers, the next trial waits for an older one. */
export class TrialWaitsError extends NamedError {
  override readonly name = 'TrialWaitsError'
  readonly code = 'search/waits'
  /** `for` is the oldest trial that has to end first. */
  readonly details: { readonly number: number; readonly for: number }

  constructor(details: TrialWaitsError['details']) {
    super(`Trial ${details.number} waits for the end of trial ${details.for}.`)
    this.details = details
  }
}

/** A text is no journal of Optuna, or one of which no study of ours can be made. */
export class JournalError extends NamedError {
  override readonly name = 'JournalError'
  readonly code = 'search/journal'
  /** The line, from 1; 0 where it is the journal as a whole. */
  readonly details: { readonly line: number; readonly problem: string }

  constructor(details: JournalError['details']) {
    const { line, problem } = details
    super(`The journal is refused${line === 0 ? '' : `, line ${line}`}: ${shorten(problem)}.`)
    this.details = details
  }
}
