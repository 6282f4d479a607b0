/**
 * Which format some bytes are in.
 *
 * The content decides. A name is asked only where a text is valid in two formats, as rows of `.`
 * and `O` are, or where it has comments and nothing else.
 */
import { UnknownFormatError } from './errors.ts'
import { formatOfFileName } from './format-names.ts'
import type { PatternFormat } from './pattern.ts'
import { isRleHeader } from './read-rle.ts'
import { endOfLine, skipByteOrderMark, skipSpace, startOfNextLine } from './text-lines.ts'

const HASH = 35

/** How files of a format begin, where they have a mark of their own. */
const MARKS: readonly (readonly [mark: RegExp, format: PatternFormat])[] = [
  [/^\u0093NUMPY/, 'npy'],
  [/^VOX /, 'vox'],
  [/^\[M2\]/, 'macrocell'],
  [/^3D(\s|$)/, 'rle3'],
  [/^#\s*Life\s+1\.06/i, 'life106'],
  [/^#\s*Life\b/i, 'life105'],
  [/^!/, 'cells'],
]

/** How files begin that we can only name. */
const FOREIGN_MARKS: readonly (readonly [mark: string, name: string])[] = [
  ['PK\x03\x04', 'a zip archive'],
  ['\x1f\x8b', 'gzip data inside gzip data'],
  ['\x89PNG', 'a PNG picture'],
  ['GIF8', 'a GIF picture'],
  ['#MCell', 'an MCell pattern'],
  ['[M', 'a macrocell file of another version'],
  ['@RULE', 'a Golly rule'],
  ['@TABLE', 'a Golly rule'],
  ['@TREE', 'a Golly rule'],
  ['\xff\xfe', 'UTF-16 text'],
  ['\xfe\xff', 'UTF-16 text'],
]

/** Bytes of a line that are looked at; a line of cells shows its letters well before. */
const PROBE_BYTES = 4096

/**
 * The format of inflated bytes.
 *
 * @param fileName breaks ties and is named in the error.
 * @throws {UnknownFormatError} where the content is of no format this project reads.
 */
export function detectFormat(bytes: Uint8Array, fileName?: string): PatternFormat {
  const start = skipSpace(bytes, skipByteOrderMark(bytes))
  const opening = latin1(bytes, start, start + 32)
  const marked = MARKS.find(([mark]) => mark.test(opening))
  if (marked) return marked[1]
  const foreign = FOREIGN_MARKS.find(([mark]) => opening.startsWith(mark))
  const format = foreign ? undefined : detectByCells(bytes, start, fileName)
  if (format !== undefined) return format
  throw new UnknownFormatError({ found: foreign?.[1] ?? describeOpening(bytes, start), fileName })
}

/** Judges text without a mark of its own by its first line that is neither blank nor a comment. */
function detectByCells(
  bytes: Uint8Array,
  start: number,
  fileName: string | undefined,
): PatternFormat | undefined {
  let at = start
  while (bytes[at] === HASH) at = skipSpace(bytes, startOfNextLine(bytes, endOfLine(bytes, at)))
  const named = formatOfFileName(fileName ?? '')?.format
  const isTextFormat = named === 'rle' || named === 'cells' || named === 'life105'
  if (at >= bytes.length) return isTextFormat && at > start ? named : undefined
  if (isRleHeader(bytes, at)) return 'rle'

  const line = latin1(bytes, at, Math.min(endOfLine(bytes, at), at + PROBE_BYTES)).trimEnd()
  if (/^[+-]?\d+\s+[+-]?\d+$/.test(line)) return 'life106'
  if (/^[.*]*\*[.*]*$/.test(line)) return 'life105'
  if (!/^[\d\sbo$.!A-Xp-y]+$/.test(line)) return undefined
  const isPlain = /^[.O]+$/i.test(line) && !hasRleMarks(bytes, at)
  return isPlain && named !== 'rle' ? 'cells' : 'rle'
}

/** Tells whether a count, `$` or `!` follows, which rows of plaintext do not have. */
function hasRleMarks(bytes: Uint8Array, start: number): boolean {
  return /[\d$!]/.test(latin1(bytes, start, start + PROBE_BYTES))
}

function describeOpening(bytes: Uint8Array, start: number): string {
  if (bytes.length === 0) return 'nothing'
  if (start >= bytes.length) return 'only white space'
  const opening = latin1(bytes, start, start + 24)
  const isText = /^[\x20-\x7e\s]+$/.test(opening)
  return isText ? `text that begins ${JSON.stringify(opening)}` : 'binary data of no known kind'
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}
