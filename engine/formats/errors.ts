/**
 * Errors of pattern files.
 *
 * All are a `PatternError`: `details` says which format was being read or written, what was found
 * and what is wanted, and where. Text has a line and a column, both from 1; binary data has a
 * byte offset from 0. Values of `details` are plain JSON data.
 */
import { NamedError } from '../named-error.ts'
import type { PatternFormat } from './pattern.ts'

type PatternErrorDetails = {
  readonly format: PatternFormat | 'gzip' | undefined
  readonly line?: number
  readonly column?: number
  readonly byteOffset?: number
  readonly found?: string | number
  readonly expected?: string
  readonly limit?: number
}

const FORMAT_NAMES = {
  rle: 'RLE',
  macrocell: 'macrocell',
  rle3: '3-D RLE',
  cells: 'plaintext',
  life105: 'Life 1.05',
  life106: 'Life 1.06',
  vox: 'MagicaVoxel',
  npy: 'NumPy',
  gzip: 'gzip',
} as const satisfies Record<PatternFormat | 'gzip', string>

/** The name people know a format by, for messages. */
function nameOfFormat(format: PatternFormat | 'gzip'): string {
  return FORMAT_NAMES[format]
}

/** "RLE, line 3, column 7: " or as much of it as is known. */
function describePlace({ format, line, column, byteOffset }: PatternErrorDetails): string {
  const parts = [
    format && nameOfFormat(format),
    line && `line ${line}`,
    column && `column ${column}`,
    byteOffset !== undefined && `byte ${byteOffset}`,
  ].filter(Boolean)
  return parts.length > 0 ? `${parts.join(', ')}: ` : ''
}

/** What every error of this room has in common. */
export abstract class PatternError extends NamedError {
  readonly details: PatternErrorDetails

  constructor(details: PatternErrorDetails, message: string) {
    super(describePlace(details) + message)
    this.details = details
  }
}

/** Something stands where the format does not allow it. */
export class PatternSyntaxError extends PatternError {
  override readonly name = 'PatternSyntaxError'
  readonly code = 'formats/syntax'

  constructor(details: PatternErrorDetails & { found: string | number; expected: string }) {
    super(details, `found ${describeFound(details.found)} where ${details.expected} is wanted.`)
  }
}

/** The file ends before what it announced. */
export class PatternTruncatedError extends PatternError {
  override readonly name = 'PatternTruncatedError'
  readonly code = 'formats/truncated'

  constructor(details: PatternErrorDetails & { expected: string }) {
    super(details, `the file ends where ${details.expected} is wanted.`)
  }
}

/** A number in the file, or the file itself, is beyond what is held (see limits.ts). */
export class PatternLimitError extends PatternError {
  override readonly name = 'PatternLimitError'
  readonly code = 'formats/limit'

  /** @param details `what` names the quantity, as in "a run count". */
  constructor(
    details: PatternErrorDetails & { what: string; found: string | number; limit: number },
  ) {
    super(details, `${details.what} of ${details.found} is beyond the limit of ${details.limit}.`)
  }
}

/** A pattern that can be described but not laid out as a list of cells. */
export class PatternTooLargeError extends PatternError {
  override readonly name = 'PatternTooLargeError'
  readonly code = 'formats/too-large'

  /** @param details `what` names the quantity, as in "a width"; `found` is its decimal value. */
  constructor(details: PatternErrorDetails & { what: string; found: string; limit: number }) {
    super(
      details,
      `the pattern has ${details.what} of ${details.found} cells; at most ${details.limit} can be ` +
        'laid out.',
    )
  }
}

/** The content is of no format this project reads. */
export class UnknownFormatError extends PatternError {
  override readonly name = 'UnknownFormatError'
  readonly code = 'formats/unknown'

  constructor(details: { found: string; fileName: string | undefined }) {
    super(
      { ...details, format: undefined },
      `${details.fileName ?? 'The file'} holds ${details.found}; wanted is RLE, macrocell, 3-D RLE, ` +
        'plaintext .cells, Life 1.05 or 1.06, MagicaVoxel .vox or NumPy .npy, possibly gzipped.',
    )
  }
}

/** A valid file of a known format that uses a part of it this project does not take. */
export class UnsupportedPatternError extends PatternError {
  override readonly name = 'UnsupportedPatternError'
  readonly code = 'formats/unsupported'

  constructor(details: PatternErrorDetails & { found: string; expected: string }) {
    super(details, `${details.found} is not supported; wanted is ${details.expected}.`)
  }
}

/** Gzip data that cannot be inflated to its end. */
export class GzipError extends PatternError {
  override readonly name = 'GzipError'
  readonly code = 'formats/gzip'

  constructor(details: { bytesRead: number }, cause: unknown) {
    super(
      { ...details, format: 'gzip' },
      `the data is damaged or cut short (${details.bytesRead} bytes could be inflated).`,
    )
    this.cause = cause
  }
}

/** A pattern that the format asked for cannot hold. */
export class UnrepresentablePatternError extends PatternError {
  override readonly name = 'UnrepresentablePatternError'
  readonly code = 'formats/unrepresentable'

  constructor(
    details: PatternErrorDetails & { format: PatternFormat; found: string; expected: string },
  ) {
    super(details, `cannot hold ${details.found}; it holds ${details.expected}.`)
  }
}

/** A pattern that is larger than the world it is to be placed in. */
export class PatternFitError extends PatternError {
  override readonly name = 'PatternFitError'
  readonly code = 'formats/fit'

  constructor(details: { pattern: string; world: string; axis: 'x' | 'y' | 'z' }) {
    super(
      { ...details, format: undefined },
      `A pattern of ${details.pattern} cells does not fit a world of ${details.world} along ` +
        `${details.axis}.`,
    )
  }
}

/** A picture, a model or a video that is larger than its format or its writer takes. */
export class PictureLimitError extends Error {
  override readonly name = 'PictureLimitError'
  readonly code = 'formats/picture-limit'
  readonly details: { readonly what: string; readonly found: number; readonly limit: number }

  constructor(details: PictureLimitError['details']) {
    super(`It has ${details.found} ${details.what}; there can be ${details.limit}.`)
    this.details = details
  }
}

function describeFound(found: string | number): string {
  return typeof found === 'number' ? String(found) : JSON.stringify(found)
}

/** Arrays that are too many, or too large together, for one file. */
export class ArrayFileError extends NamedError {
  override readonly name = 'ArrayFileError'
  readonly code = 'formats/array-file'
  readonly details: { readonly arrays: number; readonly bytes: number; readonly maxBytes: number }

  constructor(details: ArrayFileError['details']) {
    const { arrays, bytes, maxBytes } = details
    super(`${arrays} arrays of ${bytes} bytes are more than a .npz file holds: ${maxBytes} bytes.`)
    this.details = details
  }
}

/** A pattern with too many cells to be held and placed by hand. */
export class ClipTooLargeError extends NamedError {
  override readonly name = 'ClipTooLargeError'
  readonly code = 'formats/clip-too-large'
  readonly details: { readonly cells: number; readonly maxCells: number }

  constructor(details: ClipTooLargeError['details']) {
    super(
      `A pattern of ${details.cells} cells is too large to be placed by hand; at most ` +
        `${details.maxCells} are. Open it as a run of its own instead.`,
    )
    this.details = details
  }
}
