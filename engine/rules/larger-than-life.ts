/**
 * Larger than Life: intervals of counts over a square, diamond or circle of any radius to 500.
 *
 * Notations: MCell's `R5,C0,M1,S34..58,B34..45,NM`, which Golly writes too, and Kellie Evans's
 * `r,bmin,bmax,smin,smax` (Golly Help, "Larger than Life").
 */
import { countNeighbors, MAX_RADIUS_CELLS } from '../lattice/neighborhood.ts'
import { RuleNotYetError } from './errors.ts'
import { nameOf } from './named-rules.ts'
import { CENTER_BIT, CONFIGURATIONS, countBits, maskOfNeighborhood } from './neighbor-classes.ts'
import type { NotationReader } from './notation-reader.ts'
import { buildPlanarRule } from './planar-rule.ts'
import { buildCountingProgram, rowsOfBirthAndSurvival } from './program/build-program.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'

/** The shapes by the letter after N, and what they are at radius one. */
const shapes = {
  M: { kind: 'square', unit: 'moore-2d' },
  N: { kind: 'diamond', unit: 'von-neumann-2d' },
  C: { kind: 'circle', unit: 'moore-2d' },
} as const

type ShapeLetter = keyof typeof shapes

/** Cells of a shape, the centre included. */
function countCells(shape: ShapeLetter, radiusCells: number): number {
  return countNeighbors({ kind: shapes[shape].kind, radiusCells }) + 1
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
  readonly shape: ShapeLetter
}

function buildLargerThanLifeRule(rule: LargerThanLife): Rule {
  const { radiusCells, states, countsCenter, survival, birth } = rule
  const { kind } = shapes[rule.shape]
  if (radiusCells === 1) return buildUnitRule(rule)
  const counts = countCells(rule.shape, radiusCells)
  // A live cell that counts itself sees one more than its neighbors.
  const table = ({ min, max }: Interval, self: number) =>
    new Uint8Array(counts).fill(1, Math.max(0, min - self), Math.max(0, max + 1 - self))
  const canonical = [
    `R${radiusCells}`,
    `C${states === 2 ? 0 : states}`,
    `M${countsCenter ? 1 : 0}`,
    `S${survival.min}..${survival.max}`,
    `B${birth.min}..${birth.max}`,
    `N${rule.shape}`,
  ].join(',')
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family: 'larger-than-life',
    dimensions: 2,
    states,
    program: buildCountingProgram({
      neighborhood: { kind, radiusCells },
      rows: rowsOfBirthAndSurvival(table(birth, 0), table(survival, countsCenter ? 1 : 0), states),
    }),
  })
}

/** A radius of one is a rule on 3 x 3 cells, and is written like those. */
function buildUnitRule({ states, countsCenter, survival, birth, shape }: LargerThanLife): Rule {
  const mask = maskOfNeighborhood[shapes[shape].unit]
  const includes = ({ min, max }: Interval, count: number) => (count >= min && count <= max ? 1 : 0)
  const live = Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => {
    const neighbors = countBits(index & mask & ~CENTER_BIT)
    if ((index & CENTER_BIT) === 0) return includes(birth, neighbors)
    return includes(survival, neighbors + (countsCenter ? 1 : 0))
  })
  return buildPlanarRule(live, states)
}

/**
 * Reads `Rr,Cc,Mm,Smin..max,Bmin..max,Nn`.
 *
 * @throws {RuleNotYetError} for the extended-range notation (HROT), which has no `M` part.
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readLargerThanLifeRule(reader: NotationReader): Rule {
  reader.expectText('R')
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  expectPart(reader, 'C')
  const states = Math.max(2, reader.readNumber('a number of states', 0, MAX_STATES))
  expectComma(reader)
  if (/^[sb]/i.test(reader.rest)) refuseExtendedRange(reader)
  reader.expectText('M', '"M" and 0 or 1')
  const countsCenter = reader.readNumber('0 or 1', 0, 1) === 1
  // The shape comes last but bounds the counts.
  const shape = /,\s*N([MNC])\s*$/i.exec(reader.rest)?.[1]?.toUpperCase() as ShapeLetter | undefined
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

function refuseExtendedRange({ notation }: NotationReader): never {
  const isWeighted = /,\s*NW/i.test(notation)
  const notationFamily = isWeighted
    ? 'the extended-range notation with a weighted neighborhood (HROT, NW)'
    : 'the extended-range notation (HROT)'
  throw new RuleNotYetError({ notation, notationFamily })
}
