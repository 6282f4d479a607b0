/** Reads the neighborhoods of the extended-range notation: what follows its `N`. */
import { RuleNotYetError } from './errors.ts'
import { NotationReader } from './notation-reader.ts'
import {
  gaussianCenter,
  isListedShape,
  listGaussian,
  listShape,
  listSquare,
  type RoundShape,
  type WeightedSite,
} from './range-shapes.ts'
import { MAX_SUMS, plainStateWeights, rangeOfSums } from './weighted-sums.ts'

/** The farthest and the most cells of a shape that is a list, as neighborhoods allow them. */
const MAX_LISTED_RADIUS_CELLS = 64
const MAX_LISTED_CELLS = 4096

/** What is counted. */
export type RangeNeighborhood =
  | { readonly kind: 'round'; readonly shape: RoundShape }
  | { readonly kind: 'listed'; readonly sites: readonly WeightedSite[] }
  | {
      readonly kind: 'weighted'
      readonly sites: readonly WeightedSite[]
      readonly center: number
      readonly stateWeights: readonly number[]
    }

/**
 * Reads `N` and the neighborhood.
 *
 * @throws {RuleNotYetError} for triangular neighborhoods.
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readRangeNeighborhood(
  reader: NotationReader,
  radiusCells: number,
  states: number,
): RangeNeighborhood {
  reader.expectText('N')
  const start = reader.position
  const letter = reader.peek().toUpperCase()
  reader.position++
  if (letter === 'M' || letter === 'N' || letter === 'C') {
    reader.expectEnd()
    return { kind: 'round', shape: letter }
  }
  if (letter === 'L') refuseTriangles(reader)
  const found = readListedCells(reader, letter, radiusCells, states)
  if (found === undefined) {
    return reader.fail('a neighborhood: one of A B C D F G H M N W X 2 3 * + # @', start)
  }
  reader.expectEnd()
  return found
}

function readListedCells(
  reader: NotationReader,
  letter: string,
  radiusCells: number,
  states: number,
): RangeNeighborhood | undefined {
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
export function readHexDigits(reader: NotationReader, counts: readonly number[]): number[] {
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
function readWeights(
  reader: NotationReader,
  radiusCells: number,
  states: number,
): RangeNeighborhood {
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
