/** One-dimensional rules: Wolfram's elementary ones and his totalistic codes. */
import type { NotationReader } from './notation-reader.ts'
import { buildConfigurationProgram, buildTotalisticProgram } from './program/build-program.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'

/** Widest reach of a totalistic code: sums of 256 states over it still fit 16 bits. */
export const MAX_SEGMENT_RADIUS_CELLS = 100

const OUTCOMES = 8

/** Builds the elementary rule of a Wolfram code, 0 to 255: bit 4L + 2C + R is the next state. */
export function buildElementaryRule(code: number): Rule {
  return Object.freeze<Rule>({
    canonical: `W${code}`,
    name: `Rule ${code}`,
    family: 'elementary',
    dimensions: 1,
    states: 2,
    program: buildConfigurationProgram({
      neighborhood: { kind: 'named', name: 'elementary' },
      rows: [0, 1].map((own) =>
        Uint8Array.from({ length: 4 }, (_, sides) => {
          const index = ((sides >> 1) << 2) | (own << 1) | (sides & 1)
          return (code >> index) & 1
        }),
      ),
    }),
  })
}

/**
 * Reads `W110` or `Rule 110`.
 *
 * @throws {RuleSyntaxError | RuleRangeError} unless the reader holds one of them, 0 to 255.
 */
export function readElementaryRule(reader: NotationReader): Rule {
  if (!reader.acceptText('Rule')) reader.expectText('W')
  reader.skipSpace()
  const code = reader.readNumber('a Wolfram code', 0, 255)
  reader.expectEnd()
  return buildElementaryRule(code)
}

/**
 * Reads a totalistic code: `code777k3r1`, also with commas, spaces and `=` between its parts.
 *
 * The code's base-k digits, least significant first, are the next states for the sums 0, 1, 2 ...
 * of the states of the cell and its r neighbors to each side (Wolfram, A New Kind of Science, p. 60).
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readTotalisticRule(reader: NotationReader): Rule {
  if (!reader.acceptText('code')) reader.expectText('T', '"code"')
  reader.skipSpace()
  const codeStart = reader.position
  const digits = reader.readDigits()
  if (digits === '') reader.fail('a totalistic code')
  const codeEnd = reader.position
  const states = readParameter(reader, 'k', 'a number of states', 2, MAX_STATES)
  const radiusCells = readParameter(reader, 'r', 'a radius', 1, MAX_SEGMENT_RADIUS_CELLS)
  reader.expectEnd()

  const sums = (states - 1) * (2 * radiusCells + 1) + 1
  const next = readDigitsInBase(BigInt(digits), states, sums)
  if (next === undefined) {
    reader.position = codeEnd
    reader.failRange(`a code below ${states}^${sums}, since there are ${sums} sums`, codeStart)
  }
  return buildTotalisticRule(next, BigInt(digits), states, radiusCells)
}

function buildTotalisticRule(
  next: Uint8Array,
  code: bigint,
  states: number,
  radiusCells: number,
): Rule {
  if (states === 2 && radiusCells === 1) {
    // Bit 4L + 2C + R of a Wolfram code is the next state for the sum L + C + R.
    const sumOf = (index: number) => (index >> 2) + ((index >> 1) & 1) + (index & 1)
    let wolfram = 0
    for (let index = 0; index < OUTCOMES; index++) wolfram |= next[sumOf(index)]! << index
    return buildElementaryRule(wolfram)
  }
  return Object.freeze<Rule>({
    canonical: `code${code}k${states}r${radiusCells}`,
    name: undefined,
    family: 'totalistic',
    dimensions: 1,
    states,
    program: buildTotalisticProgram(
      radiusCells === 1 ? { kind: 'named', name: 'elementary' } : { kind: 'segment', radiusCells },
      states,
      next,
    ),
  })
}

/** Reads `k3`, `k=3`, `, k3`. */
function readParameter(
  reader: NotationReader,
  letter: string,
  what: string,
  min: number,
  max: number,
): number {
  reader.skipSpace()
  reader.accept(',/')
  reader.skipSpace()
  reader.expectText(letter, `"${letter}" and ${what}`)
  reader.skipSpace()
  reader.accept('=')
  reader.skipSpace()
  return reader.readNumber(what, min, max)
}

/** So many digits of a number, least significant first, or undefined when there are more. */
function readDigitsInBase(value: bigint, base: number, count: number): Uint8Array | undefined {
  const digits = new Uint8Array(count)
  const divisor = BigInt(base)
  let rest = value
  for (let i = 0; i < count && rest > 0n; i++) {
    digits[i] = Number(rest % divisor)
    rest /= divisor
  }
  return rest === 0n ? digits : undefined
}
