/** Writes the two-state text formats: plaintext `.cells`, Life 1.05 and Life 1.06. */
import { UnrepresentablePatternError } from './errors.ts'
import { MAX_FILE_BYTES } from './limits.ts'
import type { PatternFormat } from './pattern.ts'
import {
  assertPlanar,
  assertTwoStates,
  commentLine,
  commentLinesOf,
  cornerOnPlane,
  encodeLines,
  nameLineOf,
  type PatternSource,
  ruleTextOf,
} from './pattern-source.ts'

/**
 * Plaintext: every row of the pattern's box, padded with `.`.
 *
 * @throws {UnrepresentablePatternError} where there are layers, states above 1, or more sites than
 * fit a file.
 */
export function writeCells(source: PatternSource): Uint8Array {
  assertPlanar(source, 'cells')
  assertTwoStates(source, 'cells')
  const { cells, size } = source
  assertTextSize('cells', (size.x + 1) * size.y)
  const rowBytes = size.x + 1
  const body = new Uint8Array(rowBytes * size.y).fill(DOT)
  for (let y = 0; y < size.y; y++) body[rowBytes * y + size.x] = LINE_FEED
  for (let i = 0; i < cells.states.length; i++) body[rowBytes * cells.y[i]! + cells.x[i]!] = UPPER_O
  const name = nameLineOf(source)
  const notes = [
    ...(name === undefined ? [] : [`!Name: ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('!', text)),
  ]
  const head = encodeLines(notes.length > 0 ? notes : ['!'])
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  return bytes
}

/**
 * Life 1.05: a block for every stretch of rows with cells in them.
 *
 * @throws {UnrepresentablePatternError} where there are layers, states above 1, or rows too wide
 * to write out.
 */
export function writeLife105(source: PatternSource): Uint8Array {
  assertPlanar(source, 'life105')
  assertTwoStates(source, 'life105')
  const { cells } = source
  const corner = cornerOnPlane(source)
  const name = nameLineOf(source)
  const rule = ruleTextOf(source)
  const lines = [
    '#Life 1.05',
    ...(name === undefined ? [] : [`#D ${name}`]),
    ...commentLinesOf(source).map((text) => commentLine('#D', text)),
    ...(rule === undefined ? [] : [rule === 'B3/S23' ? '#N' : `#R ${rule}`]),
  ]
  let textBytes = 0
  for (let i = 0; i < cells.states.length; ) {
    const end = endOfStretch(cells.y, i)
    const left = cells.x.subarray(i, end).reduce((least, x) => Math.min(least, x))
    lines.push(`#P ${corner.x + left} ${corner.y + cells.y[i]!}`)
    while (i < end) {
      const rowEnd = endOfRow(cells.y, i)
      textBytes += cells.x[rowEnd - 1]! - left + 2
      assertTextSize('life105', textBytes)
      lines.push(rowText(cells.x.subarray(i, rowEnd), left))
      i = rowEnd
    }
  }
  return encodeLines(lines)
}

/**
 * Life 1.06: a line for every live cell. Name, comments and rule have no place in it.
 *
 * @throws {UnrepresentablePatternError} where there are layers or states above 1.
 */
export function writeLife106(source: PatternSource): Uint8Array {
  assertPlanar(source, 'life106')
  assertTwoStates(source, 'life106')
  const { x, y } = source.cells
  const corner = cornerOnPlane(source)
  const lines = ['#Life 1.06']
  for (let i = 0; i < x.length; i++) lines.push(`${corner.x + x[i]!} ${corner.y + y[i]!}`)
  return encodeLines(lines)
}

const LINE_FEED = 10
const DOT = 46
const UPPER_O = 79

function assertTextSize(format: PatternFormat, bytes: number): void {
  if (bytes <= MAX_FILE_BYTES) return
  throw new UnrepresentablePatternError({
    format,
    found: 'a pattern this sparse, which is written out site by site',
    expected: `at most ${MAX_FILE_BYTES} characters`,
  })
}

/** The first index whose row does not touch the rows from `i` on. */
function endOfStretch(ys: Int32Array, i: number): number {
  let end = i + 1
  while (end < ys.length && ys[end]! - ys[end - 1]! <= 1) end++
  return end
}

/** The first index of another row than that of `i`. */
function endOfRow(ys: Int32Array, i: number): number {
  let end = i + 1
  while (end < ys.length && ys[end] === ys[i]) end++
  return end
}

function rowText(xs: Int32Array, left: number): string {
  let text = ''
  for (const x of xs) text += `${'.'.repeat(x - left - text.length)}*`
  return text
}
