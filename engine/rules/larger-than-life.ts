/**
 * Larger than Life: intervals of counts over a square, diamond or circle of any radius to 500.
 *
 * Notations: MCell's `R5,C0,M1,S34..58,B34..45,NM`, which Golly writes too, and Kellie Evans's
 * `r,bmin,bmax,smin,smax` (Golly Help, "Larger than Life"). Rules come out counting the cell
 * itself (`M1`), whichever way they were written.
 */
import { countNeighbors, MAX_RADIUS_CELLS } from '../lattice/neighborhood.ts'
import { buildRoundRule } from './counted-range.ts'
import type { NotationReader } from './notation-reader.ts'
import { type RoundShape, roundShapes } from './range-shapes.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'

/** Cells of a shape, the center included. */
function countCells(shape: RoundShape, radiusCells: number): number {
  return countNeighbors({ kind: roundShapes[shape], radiusCells }) + 1
}

interface Interval {
  readonly min: number
  readonly max: number
}

interface LargerThanLife {
  readonly radiusCells: number
  readonly states: number
  readonly countsCenter: boolean
  readonly survival: Interval
  readonly birth: Interval
  readonly shape: RoundShape
}

function buildLargerThanLifeRule(rule: LargerThanLife): Rule {
  const { radiusCells, states, countsCenter, survival, birth, shape } = rule
  const counts = countCells(shape, radiusCells)
  // A live cell that counts itself sees one more than its neighbors.
  const select = ({ min, max }: Interval, self: number) =>
    new Uint8Array(counts).fill(1, Math.max(0, min - self), Math.max(0, max + 1 - self))
  return buildRoundRule(shape, radiusCells, {
    birth: select(birth, 0),
    survival: select(survival, countsCenter ? 1 : 0),
    states,
  })
}

/**
 * Reads `Rr,Cc,Mm,Smin..max,Bmin..max,Nn`.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readLargerThanLifeRule(reader: NotationReader): Rule {
  reader.expectText('R')
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  expectPart(reader, 'C')
  const states = Math.max(2, reader.readNumber('a number of states', 0, MAX_STATES))
  expectComma(reader)
  reader.expectText('M', '"M" and 0 or 1')
  const countsCenter = reader.readNumber('0 or 1', 0, 1) === 1
  // The shape comes last but bounds the counts.
  const shape = /,\s*N([MNC])\s*$/i.exec(reader.rest)?.[1]?.toUpperCase() as RoundShape | undefined
  const maxCount = countCells(shape ?? 'M', radiusCells) - (countsCenter ? 0 : 1)
  expectPart(reader, 'S')
  const survival = readInterval(reader, maxCount)
  expectPart(reader, 'B')
  const birth = readInterval(reader, maxCount)
  expectPart(reader, 'N')
  if (shape === undefined) reader.fail('the shape M, N or C')
  reader.position++
  reader.expectEnd()
  return buildLargerThanLifeRule({ radiusCells, states, countsCenter, survival, birth, shape })
}

/**
 * Reads `r,bmin,bmax,smin,smax`: two states, a square, the centre counted.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readEvansRule(reader: NotationReader): Rule {
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  const cells = countCells('M', radiusCells)
  const readBounds = (what: string): Interval => {
    expectComma(reader)
    const min = reader.readNumber(`the lowest ${what} count`, 0, cells)
    expectComma(reader)
    return { min, max: reader.readNumber(`the highest ${what} count`, min, cells) }
  }
  const birth = readBounds('birth')
  const survival = readBounds('survival')
  reader.expectEnd()
  const rest = { states: 2, countsCenter: true, shape: 'M' } as const
  return buildLargerThanLifeRule({ radiusCells, birth, survival, ...rest })
}

function readInterval(reader: NotationReader, maxCount: number): Interval {
  const min = reader.readNumber('a neighbor count', 0, maxCount)
  reader.expectText('..')
  return { min, max: reader.readNumber('the end of the interval', min, maxCount) }
}

function expectComma(reader: NotationReader): void {
  reader.skipSpace()
  reader.expectText(',')
  reader.skipSpace()
}

function expectPart(reader: NotationReader, letter: string): void {
  expectComma(reader)
  reader.expectText(letter)
}
