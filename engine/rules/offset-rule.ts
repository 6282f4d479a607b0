/**
 * Rules by counts over any list of neighbors: `S/B/C/@1,0,0;-1,0,0;0,1,0`.
 *
 * Our own extension of `S/B/C/N`. Every offset has one, two or three numbers, which says how many
 * dimensions the rule has. A list that has a name comes out as the rule of that name.
 */
import {
  buildNeighborhood,
  type NamedNeighborhood,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import { formatCounts, readCountRanges } from './count-ranges.ts'
import { buildListedRule } from './counted-range.ts'
import { readSoftologyRule } from './life-3d.ts'
import { nameOf } from './named-rules.ts'
import { neighborhoods3d } from './neighborhoods-3d.ts'
import { NotationReader } from './notation-reader.ts'
import { buildCountingProgram, rowsOfBirthAndSurvival } from './program/build-program.ts'
import type { Rule } from './rule.ts'
import { readStates } from './states.ts'

type Offset = readonly [dx: number, dy: number, dz: number]

/** No coordinate of an offset is larger, in either direction. */
const MAX_OFFSET_CELLS = 64

/**
 * Reads `S/B/C/@` and the offsets, with `;` between them.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else, an offset is
 * listed twice or the cell itself is among them.
 */
export function readOffsetRule(whole: NotationReader): Rule {
  const at = whole.notation.indexOf('@', whole.position)
  const { dimensions, offsets } = readOffsets(new NotationReader(whole.notation, at + 1, whole.end))
  const lastSlash = whole.notation.lastIndexOf('/', at)
  const reader = new NotationReader(whole.notation, whole.position, lastSlash)
  const survival = readCountRanges(reader, offsets.length)
  reader.expectText('/', 'a count, "," or "/"')
  const birth = readCountRanges(reader, offsets.length)
  reader.expectText('/', 'a count, "," or "/"')
  reader.skipSpace()
  const states = readStates(reader)
  reader.expectEnd('"/" and "@" with the offsets')
  const counts = `${formatCounts(survival, '-')}/${formatCounts(birth, '-')}/${states}`

  if (dimensions === 2) {
    const sites = offsets.map(([dx, dy]) => ({ dx, dy, weight: 1 }))
    return buildListedRule(sites, { birth, survival, states })
  }
  const spec: NeighborhoodSpec = { kind: 'offsets', dimensions, offsets }
  if (dimensions === 3) {
    const table = buildNeighborhood(spec).offsets.toString()
    const isList = (name: NamedNeighborhood) =>
      buildNeighborhood({ kind: 'named', name }).offsets.toString() === table
    const known = neighborhoods3d.find(({ name }) => name !== 'tetrahedral-3d' && isList(name))
    if (known !== undefined) {
      return readSoftologyRule(new NotationReader(`${counts}/${known.spellings[0]}`))
    }
  }
  const list = offsets.map((offset) => offset.slice(0, dimensions).join(',')).join(';')
  const canonical = `${counts}/@${list}`
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family: 'offsets',
    dimensions,
    states,
    program: buildCountingProgram({
      neighborhood: spec,
      rows: rowsOfBirthAndSurvival(birth, survival, states),
    }),
  })
}

interface OffsetList {
  readonly dimensions: Dimensions
  readonly offsets: readonly Offset[]
}

function readOffsets(reader: NotationReader): OffsetList {
  const offsets: Offset[] = []
  const seen = new Set<string>()
  let axes = 0
  do {
    reader.skipSpace()
    const start = reader.position
    const numbers = readOffset(reader)
    if (axes === 0) axes = numbers.length
    if (numbers.length !== axes) reader.fail(`an offset of ${axes} numbers like the first`, start)
    const [dx = 0, dy = 0, dz = 0] = numbers
    const key = `${dx},${dy},${dz}`
    if (key === '0,0,0') reader.fail('an offset other than the cell itself', start)
    if (seen.has(key)) reader.fail('each offset only once', start)
    seen.add(key)
    offsets.push([dx, dy, dz])
    reader.skipSpace()
  } while (reader.acceptText(';'))
  reader.expectEnd('";" and an offset, or the end of the rule')
  // In the order of neighborhoods, so that equal rules are equal data.
  offsets.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
  return { dimensions: axes as Dimensions, offsets }
}

/** One to three numbers between commas. */
function readOffset(reader: NotationReader): number[] {
  const numbers: number[] = []
  do {
    reader.skipSpace()
    const sign = reader.acceptText('-') ? -1 : 1
    // Adding 0 turns -0 into 0.
    numbers.push(sign * reader.readNumber('an offset', 0, MAX_OFFSET_CELLS) + 0)
    reader.skipSpace()
  } while (numbers.length < 3 && reader.acceptText(','))
  return numbers
}
