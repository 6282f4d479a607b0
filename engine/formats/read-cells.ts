/**
 * Plaintext `.cells`: rows of `.` and `O` below comments that open with `!`.
 *
 * Rows may be of any length. `*` and `o` are read as live too; blank lines are empty rows once the
 * first row has begun.
 */
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment } from './comments.ts'
import { PatternLimitError } from './errors.ts'
import { MAX_AXIS_CELLS } from './limits.ts'
import type { Pattern, PatternFormat } from './pattern.ts'
import {
  decodeText,
  forEachLine,
  placeAt,
  skipByteOrderMark,
  trimEnd,
  unexpectedAt,
} from './text-lines.ts'

const BANG = 33
const STAR = 42
const DOT = 46
const UPPER_O = 79
const LOWER_O = 111

/**
 * Reads a plaintext file.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function readCells(bytes: Uint8Array): Pattern {
  const builder = new CellListBuilder('cells', (at) => placeAt('cells', bytes, at))
  const comments: string[] = []
  let name: string | undefined
  let width = 0
  let height = 0
  let y = 0
  forEachLine(bytes, skipByteOrderMark(bytes), (start, lineEnd) => {
    if (bytes[start] === BANG) {
      const text = decodeText('cells', bytes, start + 1, lineEnd)
      const named = name === undefined ? /^\s*Name:(.*)$/is.exec(text)?.[1]?.trim() : undefined
      if (named) name = named
      else addComment(comments, text, 'cells', bytes, start)
      return
    }
    const end = trimEnd(bytes, start, lineEnd)
    if (end === start) {
      if (height > 0) y++
      return
    }
    assertPatternSize('cells', bytes, start, y + 1)
    readPlainRow('cells', bytes, start, end, 0, y, builder)
    width = Math.max(width, end - start)
    height = ++y
  })
  return {
    format: 'cells',
    name,
    comments,
    ruleText: undefined,
    dimensions: 2,
    size: { x: Math.max(1, width), y: Math.max(1, height), z: 1 },
    cells: builder.build(),
    generation: undefined,
    world: undefined,
    originInWorld: undefined,
  }
}

/**
 * Adds the live cells of one row of `.` and `O` (or `*`) that begins at (x, y).
 *
 * @throws {PatternError} where another letter stands in it, or it is longer than MAX_AXIS_CELLS.
 */
export function readPlainRow(
  format: PatternFormat,
  bytes: Uint8Array,
  start: number,
  end: number,
  x: number,
  y: number,
  builder: CellListBuilder,
): void {
  assertPatternSize(format, bytes, start, end - start)
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === UPPER_O || byte === STAR || byte === LOWER_O) {
      builder.addRun(x + at - start, y, 0, 1, 1, at)
    } else if (byte !== DOT) {
      throw unexpectedAt(format, bytes, at, 'a cell, "." or "O" (or "*")')
    }
  }
}

function assertPatternSize(
  format: PatternFormat,
  bytes: Uint8Array,
  offset: number,
  found: number,
): void {
  if (found <= MAX_AXIS_CELLS) return
  const what = 'a pattern size'
  throw new PatternLimitError({
    ...placeAt(format, bytes, offset),
    what,
    found,
    limit: MAX_AXIS_CELLS,
  })
}
