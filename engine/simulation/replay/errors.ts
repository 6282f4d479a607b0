/** Errors of recordings: files that are none, and recordings that are of another run. */
import { NamedError } from '../../named-error.ts'

/** What to do about a file that is not as it was written. */
const ANOTHER_COPY = 'Open another copy of it, or record the run again.'

/** A replay file that cannot be read. */
export class ReplayFileError extends NamedError {
  override readonly name = 'ReplayFileError'
  readonly code = 'replay/file'
  /** `line` counts from 1; undefined where the fault is of the whole file. */
  readonly details: {
    readonly line: number | undefined
    readonly found: string
    readonly wanted: string
  }

  constructor(details: ReplayFileError['details'], options?: ErrorOptions) {
    const { line, found, wanted } = details
    const where = line === undefined ? 'A replay file' : `Line ${line} of a replay file`
    const advice = line === undefined ? '' : ` ${ANOTHER_COPY}`
    super(`${where} cannot be read: ${found}, and ${wanted}.${advice}`, options)
    this.details = details
  }
}

/** A line of a replay file is not as it was written. */
export class ReplayAlteredError extends NamedError {
  override readonly name = 'ReplayAlteredError'
  readonly code = 'replay/altered'
  readonly details: { readonly line: number }

  constructor(details: ReplayAlteredError['details']) {
    super(
      `Line ${details.line} of the replay file is not as it was written, or a line before it is ` +
        `missing: its check does not fit. The file was altered or damaged. ${ANOTHER_COPY}`,
    )
    this.details = details
  }
}

/** What a replay file names is another run than the one it was recorded of, or that is given. */
export class ReplayOfAnotherRunError extends NamedError {
  override readonly name = 'ReplayOfAnotherRunError'
  readonly code = 'replay/another-run'
  readonly details: { readonly parts: readonly string[] }

  constructor(details: ReplayOfAnotherRunError['details']) {
    const { parts } = details
    super(
      `The replay was recorded of another run: ${parts.join(', ')} ` +
        `${parts.length === 1 ? 'differs' : 'differ'}. The file was made anew by hand, or what its ` +
        'rules mean has changed since.',
    )
    this.details = details
  }
}

/** A run that goes on from a state comes to other states than those recorded before. */
export class RecordingDiffersError extends NamedError {
  override readonly name = 'RecordingDiffersError'
  readonly code = 'replay/recording-differs'
  readonly details: { readonly tick: number }

  constructor(details: RecordingDiffersError['details']) {
    super(
      `The recording that is to be continued has another state at tick ${details.tick} than this run.`,
    )
    this.details = details
  }
}
