/**
 * Three-dimensional rules by counts, in the notations of Bays (`4555`), Golly (`3D4,5/5`) and
 * Softology (`4-5/5/2/M`). All three write survival before birth; the last is our canonical form.
 */
import { formatCounts, readCountRanges } from './count-ranges.ts'
import { nameOf } from './named-rules.ts'
import { MOORE_3D, type Neighborhood3d, neighborhoods3d } from './neighborhoods-3d.ts'
import { NotationReader } from './notation-reader.ts'
import { buildCountingProgram, rowsOfBirthAndSurvival } from './program/build-program.ts'
import type { Rule } from './rule.ts'
import { readStates } from './states.ts'

/** Builds the rule; the tables have one entry for each count and are kept. */
function buildLife3dRule(
  survival: Uint8Array,
  birth: Uint8Array,
  states: number,
  neighborhood: Neighborhood3d,
): Rule {
  const canonical = [
    formatCounts(survival, '-'),
    formatCounts(birth, '-'),
    states,
    neighborhood.spellings[0],
  ].join('/')
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family: 'life-3d',
    dimensions: 3,
    states,
    program: buildCountingProgram({
      neighborhood: { kind: 'named', name: neighborhood.name },
      rows: rowsOfBirthAndSurvival(birth, survival, states),
    }),
  })
}

/**
 * Reads Bays' four numbers E_l E_u F_l F_u, as four digits or between commas: survival from E_l
 * to E_u and birth from F_l to F_u of 26 neighbors. `Life 4555` reads as `4555`.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readBaysRule(reader: NotationReader): Rule {
  reader.acceptText('Life')
  reader.skipSpace()
  const isSeparated = reader.rest.includes(',')
  const readBound = (what: string, min: number): number => {
    if (isSeparated) return reader.readNumber(what, min, MOORE_3D.neighbors)
    const start = reader.position
    if (reader.accept('0123456789') === undefined) reader.fail(`${what}, one digit`)
    const value = Number(reader.notation[start])
    if (value < min) reader.failRange(`${what} of at least ${min}`, start)
    return value
  }
  const readSeparator = () => {
    reader.skipSpace()
    if (isSeparated) reader.expectText(',')
    reader.skipSpace()
  }
  const survivalLow = readBound('the lowest survival count', 0)
  readSeparator()
  const survivalHigh = readBound('the highest survival count', survivalLow)
  readSeparator()
  const birthLow = readBound('the lowest birth count', 0)
  readSeparator()
  const birthHigh = readBound('the highest birth count', birthLow)
  reader.expectEnd()
  const range = (low: number, high: number) =>
    Uint8Array.from({ length: MOORE_3D.neighbors + 1 }, (_, n) => (n >= low && n <= high ? 1 : 0))
  return buildLife3dRule(range(survivalLow, survivalHigh), range(birthLow, birthHigh), 2, MOORE_3D)
}

/**
 * Reads Golly's `3DS/B`: lists of counts and ranges `a..b`, then a letter for the neighborhood.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readGolly3dRule(whole: NotationReader): Rule {
  whole.expectText('3D')
  const last = whole.notation[whole.end - 1]!.toUpperCase()
  const found = neighborhoods3d.find(({ gollyLetters }) => gollyLetters.includes(last))
  const neighborhood = found ?? MOORE_3D
  const end = whole.end - (found === undefined ? 0 : 1)
  const reader = new NotationReader(whole.notation, whole.position, end)
  const survival = readCountRanges(reader, neighborhood.neighbors)
  reader.expectText('/', 'a count, "," or "/"')
  const birth = readCountRanges(reader, neighborhood.neighbors)
  reader.expectEnd('a count, "," or the letter F, C, E or H at the end')
  return buildLife3dRule(survival, birth, 2, neighborhood)
}

/**
 * Reads `S/B/C/N`: survival, birth, number of states, neighborhood.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readSoftologyRule(whole: NotationReader): Rule {
  const known = neighborhoods3d.flatMap(({ spellings }) => spellings).join(', ')
  if (whole.rest.split('/').length < 4) {
    whole.fail(`"/" and a 3-D neighborhood: ${known}`, whole.end)
  }
  // The neighborhood comes last but bounds the counts, so it is read first.
  const lastSlash = whole.notation.lastIndexOf('/', whole.end - 1)
  const tail: NotationReader = new NotationReader(whole.notation, lastSlash + 1, whole.end)
  const spelling = tail.rest.toUpperCase()
  const neighborhood = neighborhoods3d.find(({ spellings }) => spellings.includes(spelling))
  if (neighborhood === undefined) tail.fail(`a 3-D neighborhood: ${known}`)
  const reader = new NotationReader(whole.notation, whole.position, lastSlash)
  const survival = readCountRanges(reader, neighborhood.neighbors)
  reader.expectText('/', 'a count, "," or "/"')
  const birth = readCountRanges(reader, neighborhood.neighbors)
  reader.expectText('/', 'a count, "," or "/"')
  reader.skipSpace()
  const states = readStates(reader)
  reader.expectEnd('"/" and the neighborhood')
  return buildLife3dRule(survival, birth, states, neighborhood)
}
