/** apgsearch's notations for rules of two states over a square. */
import { MAX_RADIUS_CELLS } from '../lattice/neighborhood.ts'
import { buildRoundRule } from './counted-range.ts'
import type { NotationReader } from './notation-reader.ts'
import { readHexDigits } from './range-neighborhood.ts'
import type { Rule } from './rule.ts'

/**
 * Reads apgsearch's notations for two states over a square: `r2b000008s03ff00`, whose digits are
 * bits for the counts from 1 on, the lowest last, `z` meaning survival on none; and
 * `r5b34t45s34t58`, intervals that count the cell itself.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readApgsearchRule(reader: NotationReader): Rule {
  reader.expectText('R')
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  reader.expectText('B')
  const neighbors = (2 * radiusCells + 1) ** 2 - 1
  const isIntervals = /^\d+t/i.test(reader.rest)
  const read = isIntervals ? readInterval : readBits
  const birth = read(reader, neighbors, 0)
  reader.expectText('S')
  const survival = read(reader, neighbors, 1)
  if (!isIntervals && reader.acceptText('z')) survival[0] = 1
  reader.expectEnd()
  return buildRoundRule('M', radiusCells, { birth, survival, states: 2 })
}

/** `34t45`: from the first to the second, of which the cell itself is `self`. */
function readInterval(reader: NotationReader, neighbors: number, self: number): Uint8Array {
  const low = reader.readNumber('a count', 0, neighbors + 1)
  reader.expectText('t')
  const high = reader.readNumber('the end of the interval', low, neighbors + 1)
  const selected = new Uint8Array(neighbors + 1)
  return selected.fill(1, Math.max(0, low - self), Math.max(0, high + 1 - self))
}

function readBits(reader: NotationReader, neighbors: number): Uint8Array {
  const wanted = neighbors / 4
  const digits = readHexDigits(reader, [wanted])
  const selected = new Uint8Array(neighbors + 1)
  for (let count = 1; count <= neighbors; count++) {
    const digit = digits[wanted - 1 - ((count - 1) >> 2)]!
    selected[count] = (digit >> ((count - 1) & 3)) & 1
  }
  return selected
}
