/**
 * Text as bytes: lines and places in it.
 *
 * Readers walk the bytes and keep only an offset; the line and column of an error are counted when
 * there is one. Lines end with LF, CR LF or CR.
 */
import { PatternLimitError, PatternSyntaxError, PatternTruncatedError } from './errors.ts'
import { MAX_LINE_BYTES } from './limits.ts'
import type { PatternFormat } from './pattern.ts'

const LF = 10
const CR = 13

/** Offset of the byte that ends the line which holds `offset`, or the length of the text. */
export function endOfLine(bytes: Uint8Array, offset: number): number {
  let end = offset
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++
  return end
}

/** Offset of the first byte after the line break at `end`. */
export function startOfNextLine(bytes: Uint8Array, end: number): number {
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1
}

/** Offset of the first byte that is no space, tab or line break, from `offset` on. */
export function skipSpace(bytes: Uint8Array, offset: number, end = bytes.length): number {
  let at = offset
  while (at < end && isSpace(bytes[at]!)) at++
  return at
}

/** Tells whether a byte is a space, a tab or a line break. */
export function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
}

/** 3 where the text opens with a UTF-8 byte order mark, else 0. */
export function skipByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The text from `start` to `end`; bytes that are no UTF-8 become U+FFFD.
 *
 * @throws {PatternLimitError} where it is longer than MAX_LINE_BYTES.
 */
export function decodeText(
  format: PatternFormat,
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  if (end - start > MAX_LINE_BYTES) {
    throw new PatternLimitError({
      ...placeAt(format, bytes, start),
      what: 'a line length',
      found: end - start,
      limit: MAX_LINE_BYTES,
    })
  }
  return decoder.decode(bytes.subarray(start, end))
}

/** Line and column (in characters, both from 1) of an offset, with the format, for `details`. */
export function placeAt(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
): { format: PatternFormat; line: number; column: number } {
  let line = 1
  let lineStart = skipByteOrderMark(bytes)
  for (let at = lineStart; at < offset; at++) {
    const byte = bytes[at]
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
      line++
      lineStart = at + 1
    }
  }
  let column = 1
  for (let at = lineStart; at < offset; at++) {
    const isContinuation = (bytes[at]! & 0xc0) === 0x80
    if (!isContinuation) column++
  }
  return { format, line, column }
}

/**
 * The error for what stands at `offset`: a syntax error that quotes it, or a truncation at the end
 * of the text.
 */
export function unexpectedAt(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
  expected: string,
): PatternSyntaxError | PatternTruncatedError {
  const place = placeAt(format, bytes, Math.min(offset, bytes.length))
  if (offset >= bytes.length) return new PatternTruncatedError({ ...place, expected })
  return new PatternSyntaxError({ ...place, found: quoteAt(bytes, offset), expected })
}

/** The word that begins at `offset`, at most 20 bytes of it, or the one character there. */
function quoteAt(bytes: Uint8Array, offset: number): string {
  let end = offset
  while (end < bytes.length && end - offset < 20 && !isSpace(bytes[end]!)) end++
  return decoder.decode(bytes.subarray(offset, Math.max(end, offset + 1)))
}

/** Calls `visit` with the first offset and the end of every line from `start` on. */
export function forEachLine(
  bytes: Uint8Array,
  start: number,
  visit: (start: number, end: number) => void,
): void {
  let at = start
  while (at < bytes.length) {
    const end = endOfLine(bytes, at)
    visit(at, end)
    at = startOfNextLine(bytes, end)
  }
}

/** End of a line without the space that trails it. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  while (last > start && isSpace(bytes[last - 1]!)) last--
  return last
}
