/**
 * The run-length encoded cells of RLE and 3-D RLE.
 *
 * Counts stand before `b o $ . A`-`X` and the two-letter states `pA`-`yO`; space may stand anywhere,
 * `!` ends the pattern and a missing one is forgiven. In 3-D, `/` begins the next layer. A line
 * that opens with `#` is a comment.
 */
import type { CellListBuilder } from './cell-list-builder.ts'
import { PatternLimitError } from './errors.ts'
import { MAX_AXIS_CELLS } from './limits.ts'
import type { PatternFormat } from './pattern.ts'
import { endOfLine, isSpace, placeAt, unexpectedAt } from './text-lines.ts'

const STATES_PER_PREFIX = 24
const MAX_STATE = 255

const BANG = 33
const HASH = 35
const DOLLAR = 36
const DOT = 46
const SLASH = 47
const DIGIT_0 = 48
const DIGIT_9 = 57
const UPPER_A = 65
const UPPER_X = 88
const LOWER_B = 98
const LOWER_O = 111
const LOWER_P = 112
const LOWER_Y = 121

const WANTED = 'a run count or one of b o . A-X p-y $ ! (and / in 3-D RLE)'

/**
 * Reads the cells of a body that begins at `start` into `cells`, from (0, 0, 0) on.
 *
 * @throws {PatternError} where the text is no RLE, or a run or coordinate is beyond the limits.
 */
export function readRleBody(
  format: PatternFormat,
  bytes: Uint8Array,
  start: number,
  cells: CellListBuilder,
): void {
  const isLayered = format === 'rle3'
  let x = 0
  let y = 0
  let z = 0
  let run = 0
  let runStart = -1

  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte >= DIGIT_0 && byte <= DIGIT_9) {
      if (runStart < 0) runStart = at
      run = run * 10 + byte - DIGIT_0
      if (run > MAX_AXIS_CELLS) throw runError(format, bytes, runStart)
      continue
    }
    if (isSpace(byte)) continue
    if (byte === HASH && isAtLineStart(bytes, at)) {
      at = endOfLine(bytes, at)
      continue
    }
    if (byte === BANG) return
    if (runStart >= 0 && run === 0) {
      throw unexpectedAt(format, bytes, runStart, 'a run count of at least 1')
    }
    const length = runStart < 0 ? 1 : run

    if (byte === LOWER_B || byte === DOT) {
      x += length
    } else if (byte === DOLLAR) {
      x = 0
      y += length
    } else if (byte === SLASH && isLayered) {
      x = 0
      y = 0
      z += length
    } else {
      let state = 0
      if (byte === LOWER_O) state = 1
      else if (byte >= UPPER_A && byte <= UPPER_X) state = byte - UPPER_A + 1
      else if (byte >= LOWER_P && byte <= LOWER_Y) {
        const low = bytes[++at] ?? 0
        state = STATES_PER_PREFIX * (byte - LOWER_P + 1) + low - UPPER_A + 1
        if (low < UPPER_A || low > UPPER_X || state > MAX_STATE) {
          throw unexpectedAt(format, bytes, at, 'the second letter of a state from pA to yO')
        }
      }
      if (state === 0) throw unexpectedAt(format, bytes, at, WANTED)
      if (x + length <= MAX_AXIS_CELLS) {
        cells.addRun(x, y, z, state, length, runStart < 0 ? at : runStart)
      }
      x += length
    }
    if (x > MAX_AXIS_CELLS || y >= MAX_AXIS_CELLS || z >= MAX_AXIS_CELLS) {
      throw new PatternLimitError({
        ...placeAt(format, bytes, runStart < 0 ? at : runStart),
        what: 'a coordinate',
        found: Math.max(x, y, z),
        limit: MAX_AXIS_CELLS,
      })
    }
    run = 0
    runStart = -1
  }
}

function isAtLineStart(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1]
  return before === undefined || before === 10 || before === 13
}

function runError(format: PatternFormat, bytes: Uint8Array, runStart: number): PatternLimitError {
  let digits = ''
  for (let at = runStart; digits.length < 40; at++) {
    const byte = bytes[at] ?? 0
    if (byte < DIGIT_0 || byte > DIGIT_9) break
    digits += String.fromCharCode(byte)
  }
  return new PatternLimitError({
    ...placeAt(format, bytes, runStart),
    what: 'a run count',
    found: digits,
    limit: MAX_AXIS_CELLS,
  })
}
