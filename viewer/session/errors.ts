/** Errors of opening, sharing and keeping a run. Each carries the values that made it happen. */
import { NamedError } from '../../engine/named-error.ts'

/** A share link that cannot be followed. */
export class LinkInvalidError extends NamedError {
  override readonly name = 'LinkInvalidError'
  readonly code = 'session/link-invalid'
  readonly details: { readonly part: string; readonly found: string; readonly wanted: string }

  constructor(details: LinkInvalidError['details']) {
    super(
      `This share link cannot be followed: its part "${details.part}" is ${details.found}, ` +
        `and should be ${details.wanted}.`,
    )
    this.details = details
  }
}

/** A run whose description does not fit a link. */
export class LinkTooLongError extends NamedError {
  override readonly name = 'LinkTooLongError'
  readonly code = 'session/link-too-long'
  readonly details: { readonly characters: number; readonly maxCharacters: number }

  constructor(details: LinkTooLongError['details']) {
    super(
      `A link to this run would have ${details.characters} characters, and many programs cut links ` +
        `beyond ${details.maxCharacters}. Save it as a file and send that instead.`,
    )
    this.details = details
  }
}

/** A file too large to be read in a page. */
export class FileTooLargeError extends NamedError {
  override readonly name = 'FileTooLargeError'
  readonly code = 'session/file-too-large'
  readonly details: {
    readonly fileName: string
    readonly bytes: number
    readonly maxBytes: number
  }

  constructor(details: FileTooLargeError['details']) {
    super(
      `${details.fileName} has ${details.bytes} bytes; the viewer opens files of at most ` +
        `${details.maxBytes}.`,
    )
    this.details = details
  }
}

/** A scenario that refers to pattern files which were not given with it. */
export class PatternFileMissingError extends NamedError {
  override readonly name = 'PatternFileMissingError'
  readonly code = 'session/pattern-file-missing'
  readonly details: { readonly missing: readonly string[] }

  constructor(details: PatternFileMissingError['details']) {
    super(
      `This scenario refers to ${details.missing.join(', ')}. ` +
        'Drop the scenario and its pattern files together.',
    )
    this.details = details
  }
}

/** A library entry that is not there. */
export class ScenarioUnknownError extends NamedError {
  override readonly name = 'ScenarioUnknownError'
  readonly code = 'session/scenario-unknown'
  readonly details: { readonly id: string }

  constructor(details: ScenarioUnknownError['details']) {
    super(`There is no scenario called "${details.id}" in the library.`)
    this.details = details
  }
}

/** A file that says it is a report of the quality gate, and is none that can be read. */
export class ReportInvalidError extends NamedError {
  override readonly name = 'ReportInvalidError'
  readonly code = 'session/report-invalid'
  readonly details: { readonly part: string; readonly problem: string }

  constructor(details: ReportInvalidError['details'], options?: ErrorOptions) {
    super(`This report cannot be read: ${details.part} ${details.problem}.`, options)
    this.details = details
  }
}

/** An entry of a report whose scenario is neither in the report nor among what was given with it. */
export class EntrySourceError extends NamedError {
  override readonly name = 'EntrySourceError'
  readonly code = 'session/entry-source'
  readonly details: { readonly entry: string; readonly path: string }

  constructor(details: EntrySourceError['details']) {
    super(
      `The scenario ${details.path} of "${details.entry}" is neither in the report nor in the library. ` +
        'Open its file, together with the files that it refers to.',
    )
    this.details = details
  }
}
