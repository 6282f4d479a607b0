/** Lists of neighbor counts with ranges: `13-14,17-19` and `13,14,17..19`. */
import type { NotationReader } from './notation-reader.ts'

/**
 * Reads counts and ranges (`a-b` or `a..b`) between commas; nothing at all is no count.
 *
 * @returns 0 or 1 for each count from 0 to `maxCount`.
 * @throws {RuleSyntaxError | RuleRangeError} on a bad list or a count above `maxCount`.
 */
export function readCountRanges(reader: NotationReader, maxCount: number): Uint8Array {
  const selected = new Uint8Array(maxCount + 1)
  reader.skipSpace()
  if (!/\d/.test(reader.peek())) return selected
  do {
    reader.skipSpace()
    const low = reader.readNumber('a neighbor count', 0, maxCount)
    const high = readRangeEnd(reader, low, maxCount)
    selected.fill(1, low, high + 1)
    reader.skipSpace()
  } while (reader.acceptText(','))
  return selected
}

function readRangeEnd(reader: NotationReader, low: number, maxCount: number): number {
  reader.skipSpace()
  if (!reader.acceptText('..') && !reader.acceptText('-')) return low
  reader.skipSpace()
  return reader.readNumber('the end of the range', low, maxCount)
}

/**
 * Writes the selected counts in order, neighbors merged into ranges. Golly writes a run of two as
 * `a,b` and longer ones as `a..b`; with `-` every run is `a-b`.
 */
export function formatCounts(selected: Uint8Array, rangeSign: '-' | '..'): string {
  const runs: string[] = []
  for (let low = selected.indexOf(1); low !== -1; ) {
    const after = selected.indexOf(0, low)
    const high = (after === -1 ? selected.length : after) - 1
    if (high === low) runs.push(`${low}`)
    else if (high === low + 1 && rangeSign === '..') runs.push(`${low},${high}`)
    else runs.push(`${low}${rangeSign}${high}`)
    low = selected.indexOf(1, high + 1)
  }
  return runs.join(',')
}
