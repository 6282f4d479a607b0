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
