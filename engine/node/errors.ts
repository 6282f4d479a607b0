/** Errors of reading and writing files, said in words instead of errno names. */
import { NamedError } from '../named-error.ts'

/** A file cannot be read or written. */
export class FileAccessError extends NamedError {
  override readonly name = 'FileAccessError'
  readonly code = 'node/file'
  readonly details: { readonly path: string; readonly reason: string }

  constructor(details: FileAccessError['details'], options?: ErrorOptions) {
    super(`${details.path}: ${details.reason}.`, options)
    this.details = details
  }
}

/** A table is to be written into a file whose name does not say how. */
export class TableFormatError extends NamedError {
  override readonly name = 'TableFormatError'
  readonly code = 'node/table-format'
  readonly details: { readonly path: string }

  constructor(details: TableFormatError['details']) {
    super(`A table is written as .csv or .parquet, and the name ${details.path} ends in neither.`)
    this.details = details
  }
}

/** A task that a thread did has failed, for a reason that whoever set it can act on. */
export class TaskFailedError extends NamedError {
  override readonly name = 'TaskFailedError'
  readonly code = 'node/task'
  /** The code and the message of what the task threw. */
  readonly details: { readonly code: string; readonly message: string }

  constructor({ code, message }: TaskFailedError['details']) {
    super(message)
    this.details = { code, message }
  }
}

/** A task has taken longer than it may. */
export class TaskTimeError extends NamedError {
  override readonly name = 'TaskTimeError'
  readonly code = 'node/task-time'
  readonly details: { readonly limitSeconds: number }

  constructor(details: TaskTimeError['details']) {
    super(`It took longer than the ${details.limitSeconds} s that it has.`)
    this.details = details
  }
}

/** The thread of a task ended before it had a result. */
export class TaskEndedError extends NamedError {
  override readonly name = 'TaskEndedError'
  readonly code = 'node/task-ended'
  readonly details: { readonly reason: string }

  constructor(details: TaskEndedError['details'], options?: ErrorOptions) {
    super(`Its thread ended without a result: ${details.reason}`, options)
    this.details = details
  }
}

/** A run takes more memory than it has. */
export class RunMemoryError extends NamedError {
  override readonly name = 'RunMemoryError'
  readonly code = 'jobs/memory'
  readonly details: { readonly limitMib: number; readonly foundMib?: number }

  constructor(details: RunMemoryError['details']) {
    const { limitMib, foundMib } = details
    const found = foundMib === undefined ? 'More' : `${foundMib} MiB`
    super(`${found} is taken by the run, which has ${limitMib} MiB of memory.`)
    this.details = details
  }
}

const REASONS: Readonly<Record<string, string>> = Object.freeze({
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EEXIST: 'a file has that name',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
})

/** Turns what `node:fs` throws into a named error; anything without an errno is thrown on. */
export function toFileAccessError(path: string, error: unknown): FileAccessError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === undefined) throw error
  return new FileAccessError(
    { path, reason: REASONS[code] ?? `the system says ${code}` },
    { cause: error },
  )
}

/** The gate of the source did not come to a verdict. */
export class SourceGateError extends NamedError {
  override readonly name = 'SourceGateError'
  readonly code = 'node/source-gate'
  readonly details: { readonly script: string; readonly reason: string }

  constructor(details: SourceGateError['details']) {
    super(`The gate of the source, ${details.script}, could not do its work: ${details.reason}.`)
    this.details = details
  }
}

/** A study is larger than what a server takes. */
export class StudyLimitError extends NamedError {
  override readonly name = 'StudyLimitError'
  readonly code = 'study/limit'
  readonly details: { readonly what: string; readonly found: number; readonly most: number }

  constructor(details: StudyLimitError['details']) {
    const { what, found, most } = details
    super(`The study has ${found} ${what}, and a server takes at most ${most}.`)
    this.details = details
  }
}

/** What a task has asked for could not be read; whoever gave the task knows why. */
export class TaskNeedError extends NamedError {
  override readonly name = 'TaskNeedError'
  readonly code = 'node/task-need'
  readonly details: { readonly need: string }

  constructor(details: TaskNeedError['details']) {
    super(`The task needs ${details.need}, which could not be read.`)
    this.details = details
  }
}

/** None of the trials of a study can be made, as far as one sees. */
export class StudyUnmadeError extends NamedError {
  override readonly name = 'StudyUnmadeError'
  readonly code = 'study/unmade'
  /** How many trials were looked at, and what is wrong with the first. */
  readonly details: { readonly looked: number; readonly problem: string }

  constructor(details: StudyUnmadeError['details']) {
    const { looked, problem } = details
    super(`None of ${looked} trials looked at can be made: ${problem}`)
    this.details = details
  }
}
