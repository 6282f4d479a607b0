/** Life 1.06: one live cell a line, `x y`, in any order. The pattern is their bounding box. */
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment } from './comments.ts'
import { cropCells } from './crop-cells.ts'
import { PatternLimitError } from './errors.ts'
import { MAX_COORDINATE } from './limits.ts'
import type { Pattern } from './pattern.ts'
import {
  decodeText,
  endOfLine,
  isSpace,
  placeAt,
  skipByteOrderMark,
  skipSpace,
  unexpectedAt,
} from './text-lines.ts'

const HASH = 35
const PLUS = 43
const MINUS = 45

/**
 * Reads a Life 1.06 file; its first line may be missing.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function readLife106(bytes: Uint8Array): Pattern {
  const builder = new CellListBuilder('life106', (at) => placeAt('life106', bytes, at))
  const comments: string[] = []
  const integer = { value: 0, end: 0 }
  let at = skipSpace(bytes, skipByteOrderMark(bytes))
  while (at < bytes.length) {
    if (bytes[at] === HASH) {
      const end = endOfLine(bytes, at)
      const line = decodeText('life106', bytes, at, end)
      if (!/^#\s*Life\b/i.test(line)) {
        addComment(comments, line.replace(/^#[CDNO]?/, ''), 'life106', bytes, at)
      }
      at = skipSpace(bytes, end)
      continue
    }
    const start = at
    readInteger(bytes, at, integer)
    const x = integer.value
    at = skipBlanks(bytes, integer.end)
    readInteger(bytes, at, integer)
    at = skipBlanks(bytes, integer.end)
    if (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) {
      throw unexpectedAt('life106', bytes, at, 'the end of the line')
    }
    builder.addRun(x, integer.value, 0, 1, 1, start)
    at = skipSpace(bytes, at)
  }
  const { cells, size } = cropCells('life106', builder.build())
  return {
    format: 'life106',
    name: undefined,
    comments,
    ruleText: undefined,
    dimensions: 2,
    size,
    cells,
    generation: undefined,
    world: undefined,
    originInWorld: undefined,
  }
}

/** Skips spaces and tabs, but no line break. */
function skipBlanks(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (bytes[at] === 32 || bytes[at] === 9) at++
  return at
}

function readInteger(bytes: Uint8Array, start: number, into: { value: number; end: number }): void {
  const isNegative = bytes[start] === MINUS
  let at = isNegative || bytes[start] === PLUS ? start + 1 : start
  const firstDigit = at
  let value = 0
  for (; at < bytes.length; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
    if (value > MAX_COORDINATE) {
      throw new PatternLimitError({
        ...placeAt('life106', bytes, start),
        what: 'a coordinate',
        found: decodeText('life106', bytes, start, Math.min(start + 40, endOfWord(bytes, start))),
        limit: MAX_COORDINATE,
      })
    }
  }
  if (at === firstDigit) throw unexpectedAt('life106', bytes, start, 'a coordinate')
  into.value = isNegative ? -value : value
  into.end = at
}

function endOfWord(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length && !isSpace(bytes[at]!)) at++
  return at
}
