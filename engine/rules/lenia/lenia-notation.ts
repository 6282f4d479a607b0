/**
 * The notation of Lenia rules: `lenia:R13,T10,mu=0.15,sigma=0.015,b=1`.
 *
 * This project's own. `R` is the radius in cells and `T` the number of ticks in a unit of time;
 * `mu` and `sigma` are the center and the width of growth; `b` lists the heights of the kernel's
 * rings from the inside, parted by `;`, as decimals or fractions. `kernel` and `growth` choose the
 * shapes of both, `exp` (where nothing is said) or `poly`; `D3` makes it three-dimensional.
 */
import type { Dimensions } from '../../lattice/size.ts'
import type { NotationReader } from '../notation-reader.ts'

/** A number as it is written: a quotient of whole numbers in lowest terms. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** `exp`: exp(4 - 1 / (r (1 - r))) and a Gaussian; `poly`: (4 r (1 - r))^4 and its like. */
export type LeniaShape = 'exp' | 'poly'

export interface Lenia {
  readonly dimensions: Extract<Dimensions, 2 | 3>
  readonly radiusCells: number
  readonly ticksPerUnit: number
  readonly mu: Fraction
  readonly sigma: Fraction
  readonly rings: readonly Fraction[]
  readonly kernel: LeniaShape
  readonly growth: LeniaShape
}

/** The widest kernels whose cells a list of neighbors can hold, by dimensions. */
const MAX_RADIUS_CELLS = { 2: 36, 3: 9 } as const

const MAX_TICKS_PER_UNIT = 1000
const MAX_RINGS = 16
const MAX_DECIMALS = 9

const KEYS = ['D', 'R', 'T', 'mu', 'sigma', 'b', 'kernel', 'growth'] as const

type Key = (typeof KEYS)[number]

/**
 * Reads the parameters of a Lenia rule, in any order after the prefix; `b=1` where no rings are
 * given.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readLeniaNotation(reader: NotationReader): Lenia {
  reader.expectText('lenia')
  reader.skipSpace()
  reader.expectText(':')
  const given: { -readonly [Name in keyof Lenia]?: Lenia[Name] } = {}
  const open = new Set<Key>(KEYS)
  let radiusAt = 0
  do {
    reader.skipSpace()
    // `sigma` first: no keyword is the beginning of another.
    const key = [...open].find((wanted) => reader.acceptText(wanted))
    if (key === undefined) return reader.fail([...open].join(', ') || 'the end of the rule')
    open.delete(key)
    reader.skipSpace()
    if (key.length > 1 || key === 'b') reader.expectText('=')
    else reader.accept('=')
    reader.skipSpace()
    if (key === 'R') radiusAt = reader.position
    readValue(reader, key, given)
    reader.skipSpace()
  } while (reader.acceptText(','))
  reader.expectEnd('"," and a parameter, or the end of the rule')
  const { radiusCells, ticksPerUnit, mu, sigma } = given
  if (!radiusCells || !ticksPerUnit || !mu || !sigma) {
    return reader.fail(
      [...open].filter((key) => ['R', 'T', 'mu', 'sigma'].includes(key)).join(', '),
    )
  }
  const dimensions = given.dimensions ?? 2
  const most = MAX_RADIUS_CELLS[dimensions]
  if (radiusCells > most) {
    reader.position = radiusAt
    reader.readDigits()
    reader.failRange(`a radius from 2 to ${most} in ${dimensions} dimensions`, radiusAt)
  }
  return {
    dimensions,
    radiusCells,
    ticksPerUnit,
    mu,
    sigma,
    rings: given.rings ?? [{ numerator: 1n, denominator: 1n }],
    kernel: given.kernel ?? 'exp',
    growth: given.growth ?? 'exp',
  }
}

function readValue(
  reader: NotationReader,
  key: Key,
  given: { -readonly [Name in keyof Lenia]?: Lenia[Name] },
): void {
  switch (key) {
    case 'D':
      given.dimensions = reader.readNumber('2 or 3 dimensions', 2, 3) === 2 ? 2 : 3
      return
    case 'R':
      given.radiusCells = reader.readNumber('a radius', 2, MAX_RADIUS_CELLS[2])
      return
    case 'T':
      given.ticksPerUnit = reader.readNumber('ticks in a unit of time', 1, MAX_TICKS_PER_UNIT)
      return
    case 'mu':
      given.mu = readFraction(reader, 'the center of growth')
      return
    case 'sigma': {
      const start = reader.position
      given.sigma = readFraction(reader, 'the width of growth')
      if (given.sigma.numerator === 0n) reader.failRange('a width above 0', start)
      return
    }
    case 'b':
      given.rings = readRings(reader)
      return
    case 'kernel':
      given.kernel = readShape(reader)
      return
    case 'growth':
      given.growth = readShape(reader)
      return
    default:
      key satisfies never
  }
}

function readShape(reader: NotationReader): LeniaShape {
  if (reader.acceptText('exp')) return 'exp'
  if (reader.acceptText('poly')) return 'poly'
  return reader.fail('exp or poly')
}

function readRings(reader: NotationReader): Fraction[] {
  const start = reader.position
  const rings: Fraction[] = []
  do {
    if (rings.length === MAX_RINGS) reader.fail(`at most ${MAX_RINGS} rings`)
    reader.skipSpace()
    rings.push(readFraction(reader, 'the height of a ring'))
    reader.skipSpace()
  } while (reader.acceptText(';'))
  if (rings.every(({ numerator }) => numerator === 0n)) {
    reader.failRange('a ring that is not 0', start)
  }
  return rings
}

/** A decimal or a quotient of whole numbers, from 0 to 1. */
function readFraction(reader: NotationReader, what: string): Fraction {
  const start = reader.position
  const expected = `${what} from 0 to 1, with at most ${MAX_DECIMALS} digits`
  const whole = reader.readDigits()
  const fraction = reader.acceptText('.') ? reader.readDigits() : ''
  if (whole === '' && fraction === '') reader.fail(expected, start)
  const divisor = fraction === '' && reader.acceptText('/') ? reader.readDigits() : '1'
  const isShort = [whole, fraction, divisor].every(({ length }) => length <= MAX_DECIMALS)
  if (!isShort || divisor === '' || Number(divisor) === 0) reader.failRange(expected, start)
  const numerator = BigInt(`0${whole}${fraction}`)
  const denominator = 10n ** BigInt(fraction.length) * BigInt(divisor)
  if (numerator > denominator) reader.failRange(expected, start)
  const factor = greatestCommonFactor(numerator, denominator)
  return { numerator: numerator / factor, denominator: denominator / factor }
}

function greatestCommonFactor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonFactor(b, a % b)
}

/** The one way a Lenia rule is written: what is as usual is left out. */
export function formatLenia(rule: Lenia): string {
  const { dimensions, radiusCells, ticksPerUnit, mu, sigma, rings, kernel, growth } = rule
  return [
    ...(dimensions === 2 ? [] : [`D${dimensions}`]),
    `R${radiusCells}`,
    `T${ticksPerUnit}`,
    `mu=${formatFraction(mu)}`,
    `sigma=${formatFraction(sigma)}`,
    `b=${rings.map(formatFraction).join(';')}`,
    ...(kernel === 'exp' ? [] : [`kernel=${kernel}`]),
    ...(growth === 'exp' ? [] : [`growth=${growth}`]),
  ]
    .join(',')
    .replace(/^/, 'lenia:')
}

/** A decimal where nine digits are enough for it, else a quotient. */
function formatFraction({ numerator, denominator }: Fraction): string {
  const unit = 10n ** BigInt(MAX_DECIMALS)
  if (unit % denominator !== 0n) return `${numerator}/${denominator}`
  const digits = ((numerator * unit) / denominator).toString().padStart(MAX_DECIMALS + 1, '0')
  const decimals = digits.slice(-MAX_DECIMALS).replace(/0+$/, '')
  const whole = digits.slice(0, -MAX_DECIMALS)
  return decimals === '' ? whole : `${whole}.${decimals}`
}
