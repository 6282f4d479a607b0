/**
 * The extended-range notation (HROT) of Golly 4 and LifeViewer: `R2,C2,S6-9,B7-8,NM`.
 *
 * Lists of counts and ranges over squares, diamonds, circles, many other shapes, any map of a
 * square (`N@`, CoordCA) and weights (`NW`, `NG`), with the two notations of apgsearch for two
 * states. The cell itself is not counted, except where there are weights: then it has its own
 * (LifeWiki, "Higher-range outer-totalistic rule"; LifeViewer).
 */
import { countNeighbors, MAX_RADIUS_CELLS } from '../lattice/neighborhood.ts'
import { buildListedRule, buildRoundRule } from './counted-range.ts'
import { RuleNotYetError } from './errors.ts'
import { NotationReader } from './notation-reader.ts'
import {
  gaussianCenter,
  isListedShape,
  listGaussian,
  listShape,
  listSquare,
  type RoundShape,
  roundShapes,
  type WeightedSite,
} from './range-shapes.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'
import { buildWeightedRule, MAX_SUMS, plainStateWeights, rangeOfSums } from './weighted-rule.ts'

/** The farthest and the most cells of a shape that is a list, as neighborhoods allow them. */
const MAX_LISTED_RADIUS_CELLS = 64
const MAX_LISTED_CELLS = 4096

/** What is counted. */
type Hood =
  | { readonly kind: 'round'; readonly shape: RoundShape }
  | { readonly kind: 'listed'; readonly sites: readonly WeightedSite[] }
  | {
      readonly kind: 'weighted'
      readonly sites: readonly WeightedSite[]
      readonly center: number
      readonly stateWeights: readonly number[]
    }

/**
 * Reads `Rr,Cc,Slist,Blist` and perhaps `,N` and a neighborhood, without which it is a square.
 *
 * @throws {RuleNotYetError} for triangular neighborhoods.
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readExtendedRangeRule(whole: NotationReader): Rule {
  // The neighborhood comes last but bounds the counts.
  const comma = whole.rest.search(/,\s*N(?!.*,\s*N)/is)
  const end = comma === -1 ? whole.end : whole.position + comma
  const reader = new NotationReader(whole.notation, whole.position, end)
  reader.expectText('R')
  const radiusCells = reader.readNumber('a radius', 1, MAX_RADIUS_CELLS)
  expectComma(reader)
  reader.expectText('C', '"C" and a number of states')
  const states = Math.max(2, reader.readNumber('a number of states', 0, MAX_STATES))
  const hood: Hood =
    comma === -1
      ? { kind: 'round', shape: 'M' }
      : readHood(new NotationReader(whole.notation, end + 1, whole.end), radiusCells, states)
  const lists = readLists(reader, highestSumOf(hood, radiusCells))
  const counts = { ...lists, states }
  switch (hood.kind) {
    case 'round':
      return buildRoundRule(hood.shape, radiusCells, counts)
    case 'listed':
      return buildListedRule(hood.sites, counts)
    case 'weighted':
      return buildWeightedRule({
        ...hood,
        states,
        birth: sumsOf(counts.birth),
        survival: sumsOf(counts.survival),
      })
    default:
      return hood satisfies never
  }
}

function sumsOf(selected: Uint8Array): Set<number> {
  const sums = new Set<number>()
  for (const [sum, isSelected] of selected.entries()) if (isSelected === 1) sums.add(sum)
  return sums
}

function highestSumOf(hood: Hood, radiusCells: number): number {
  switch (hood.kind) {
    case 'round':
      return countNeighbors({ kind: roundShapes[hood.shape], radiusCells })
    case 'listed':
      return hood.sites.length
    case 'weighted':
      return rangeOfSums(hood).high + Math.max(0, hood.center * Math.max(...hood.stateWeights))
    default:
      return hood satisfies never
  }
}

/** The parts `S` and `B`, in either order. */
function readLists(reader: NotationReader, most: number) {
  let survival: Uint8Array | undefined
  let birth: Uint8Array | undefined
  while (survival === undefined || birth === undefined) {
    expectComma(reader)
    if (survival === undefined && reader.accept('s')) survival = readList(reader, most)
    else if (birth === undefined && reader.accept('b')) birth = readList(reader, most)
    else {
      const missing = [survival === undefined ? '"S"' : '', birth === undefined ? '"B"' : '']
      reader.fail(`${missing.filter((part) => part !== '').join(' or ')} and counts`)
    }
  }
  reader.expectEnd('"," and a count, ",N" and a neighborhood, or the end of the rule')
  return { survival, birth }
}

/** Counts and ranges `a-b` or `a..b`; a comma that no digit follows belongs to the next part. */
function readList(reader: NotationReader, most: number): Uint8Array {
  const selected = new Uint8Array(most + 1)
  reader.skipSpace()
  if (!/^\d/.test(reader.rest.slice(0, 1))) return selected
  for (;;) {
    const low = reader.readNumber('a count', 0, most)
    const isRange = reader.acceptText('-') || reader.acceptText('..')
    const high = isRange ? reader.readNumber('the end of the range', low, most) : low
    selected.fill(1, low, high + 1)
    const next = /^\s*,\s*(?=\d)/.exec(reader.rest.slice(0, 16))
    if (next === null) return selected
    reader.position += next[0].length
  }
}

function expectComma(reader: NotationReader): void {
  reader.skipSpace()
  reader.expectText(',')
  reader.skipSpace()
}

/** What follows the last comma: `N` and the neighborhood. */
function readHood(reader: NotationReader, radiusCells: number, states: number): Hood {
  reader.expectText('N')
  const start = reader.position
  const letter = reader.peek().toUpperCase()
  reader.position++
  if (letter === 'M' || letter === 'N' || letter === 'C') {
    reader.expectEnd()
    return { kind: 'round', shape: letter }
  }
  if (letter === 'L') refuseTriangles(reader)
  const hood = readListedHood(reader, letter, radiusCells, states)
  if (hood === undefined) {
    return reader.fail('a neighborhood: one of A B C D F G H M N W X 2 3 * + # @', start)
  }
  reader.expectEnd()
  return hood
}

function readListedHood(
  reader: NotationReader,
  letter: string,
  radiusCells: number,
  states: number,
): Hood | undefined {
  if (isListedShape(letter)) {
    const sites = radiusCells <= MAX_LISTED_RADIUS_CELLS ? listShape(letter, radiusCells) : []
    if (sites.length === 0 || sites.length > MAX_LISTED_CELLS) {
      const expected = `a radius of at most ${largestRadius(letter)} for N${letter}`
      failRadius(reader, expected)
    }
    return { kind: 'listed', sites }
  }
  const stateWeights = plainStateWeights(states)
  switch (letter) {
    case '@':
      return { kind: 'listed', sites: readMap(reader, radiusCells) }
    case 'F':
      return { kind: 'listed', sites: readFarCells(reader, radiusCells) }
    case 'G': {
      const largest = Math.floor(Math.sqrt(Math.sqrt(MAX_SUMS))) - 1
      if (radiusCells > largest) failRadius(reader, `a radius of at most ${largest} for NG`)
      const center = gaussianCenter(radiusCells)
      return { kind: 'weighted', sites: listGaussian(radiusCells), center, stateWeights }
    }
    case 'W':
      return readWeights(reader, radiusCells, states)
    default:
      return undefined
  }
}

function largestRadius(letter: Parameters<typeof listShape>[0]): number {
  let radiusCells = MAX_LISTED_RADIUS_CELLS
  while (listShape(letter, radiusCells).length > MAX_LISTED_CELLS) radiusCells--
  return radiusCells
}

/** Blames the radius, which stands at the beginning of the notation. */
function failRadius({ notation }: NotationReader, expected: string): never {
  const at = notation.search(/\d/)
  const reader = new NotationReader(notation, at)
  reader.readDigits()
  return reader.failRange(expected, at)
}

function refuseTriangles({ notation }: NotationReader): never {
  throw new RuleNotYetError({ notation, notationFamily: 'a triangular neighborhood (HROT, NL)' })
}

/** Takes so many hexadecimal digits, then perhaps `H`, which is about the grid that is drawn. */
function readHexDigits(reader: NotationReader, counts: readonly number[]): number[] {
  const start = reader.position
  const text = /^[0-9a-f]*/i.exec(reader.rest)![0]
  const wanted = `${counts.join(' or ')} hexadecimal digits (${text.length} stand here)`
  reader.position += text.length
  if (!counts.includes(text.length)) reader.fail(wanted, start)
  return Array.from(text, (digit) => Number.parseInt(digit, 16))
}

function readGridLetter(reader: NotationReader): void {
  if (reader.accept('h') === undefined && reader.peek().toUpperCase() === 'L') {
    refuseTriangles(reader)
  }
}

/** CoordCA: a bit for every cell of the square but the center, rows from the top left. */
function readMap(reader: NotationReader, radiusCells: number): WeightedSite[] {
  const cells = listSquare(Math.min(radiusCells, MAX_LISTED_RADIUS_CELLS), () => 1)
  const digits = readHexDigits(reader, [radiusCells * (radiusCells + 1)])
  readGridLetter(reader)
  const sites = cells.filter((_, i) => (digits[i >> 2]! & (8 >> (i & 3))) !== 0)
  if (sites.length > MAX_LISTED_CELLS) reader.fail(`at most ${MAX_LISTED_CELLS} neighbors`)
  return sites
}

/** `NF`, `NFC2E1`: the four corners and the four edges at distances of their own. */
function readFarCells(reader: NotationReader, radiusCells: number): WeightedSite[] {
  const distances = new Map<string, number>()
  for (;;) {
    const part = reader.accept('ce')
    if (part === undefined) break
    if (distances.has(part)) reader.fail('C and E once each', reader.position - 1)
    const hasNumber = /^\d/.test(reader.rest.slice(0, 1))
    const most = MAX_LISTED_RADIUS_CELLS
    distances.set(part, hasNumber ? reader.readNumber('a distance', 1, most) : radiusCells)
  }
  const corner = distances.get('c') ?? radiusCells
  const edge = distances.get('e') ?? radiusCells
  const farthest = Math.max(corner, edge)
  if (farthest > MAX_LISTED_RADIUS_CELLS) {
    failRadius(reader, `a radius of at most ${MAX_LISTED_RADIUS_CELLS} for NF`)
  }
  const { abs } = Math
  return listSquare(farthest, (dx, dy) => {
    const isCorner = abs(dx) === corner && abs(dy) === corner
    const isEdge = (dx === 0 && abs(dy) === edge) || (dy === 0 && abs(dx) === edge)
    return isCorner || isEdge ? 1 : 0
  })
}

/** A weight for every cell of the square, the center too, and perhaps one for every state. */
function readWeights(reader: NotationReader, radiusCells: number, states: number): Hood {
  const start = reader.position
  const cells = (2 * radiusCells + 1) ** 2
  const digits = readHexDigits(reader, [cells, 2 * cells])
  const isWide = digits.length > cells
  const sign = isWide ? 128 : 8
  const weights = Array.from({ length: cells }, (_, i) => {
    const written = isWide ? 16 * digits[2 * i]! + digits[2 * i + 1]! : digits[i]!
    return written >= sign ? sign - written : written
  })
  const stateWeights = reader.accept(',')
    ? readHexDigits(reader, [states])
    : plainStateWeights(states)
  readGridLetter(reader)
  const side = 2 * radiusCells + 1
  const sites = listSquare(
    radiusCells,
    (dx, dy) => weights[(dy + radiusCells) * side + dx + radiusCells]!,
  )
  const { low, high } = rangeOfSums({ sites, stateWeights })
  if (high - low >= MAX_SUMS) reader.fail(`sums of at most ${MAX_SUMS} values`, start)
  return { kind: 'weighted', sites, center: weights[(cells - 1) / 2]!, stateWeights }
}

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
