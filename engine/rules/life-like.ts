/**
 * `B3/S23` and its relatives: counts of live neighbors for birth and survival, with Hensel's
 * letters for shapes, `H` and `V` for other neighborhoods and a number of states (Generations).
 *
 * Letters decide what a part means. Without any, survival comes first: `23/3`, `345/2/4`.
 */
import { lettersOfCount } from './hensel-letters.ts'
import {
  HEXAGONAL_COUNTS,
  MOORE_SHAPES,
  type NeighborClasses,
  VON_NEUMANN_COUNTS,
} from './neighbor-classes.ts'
import { NotationReader } from './notation-reader.ts'
import { buildPlanarRule, expandClasses } from './planar-rule.ts'
import type { Rule } from './rule.ts'
import { readStates } from './states.ts'

/**
 * Reads a 2-D rule of counts: `B3/S23`, `S23/B3`, `B3S23`, `23/3`, `345/2/4`, `B2/S345/C4`,
 * `B2-a/S12`, `B2/S34H`.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readLifeLikeRule(whole: NotationReader): Rule {
  const suffix = whole.notation[whole.end - 1]?.toLowerCase()
  const counted =
    suffix === 'h' ? HEXAGONAL_COUNTS : suffix === 'v' ? VON_NEUMANN_COUNTS : undefined
  const reader = counted ? new NotationReader(whole.notation, whole.position, whole.end - 1) : whole
  const classes = counted ?? MOORE_SHAPES
  const isLettered = 'bsg'.includes(reader.peek().toLowerCase()) && !reader.atEnd
  const { birth, survival, states } = isLettered
    ? readLetteredParts(reader, classes)
    : readBareParts(reader, classes)
  return buildPlanarRule(expandClasses(classes, { birth, survival }), states)
}

interface Parts {
  readonly birth: Uint8Array
  readonly survival: Uint8Array
  readonly states: number
}

/** `23/3` and `345/2/4`: survival, birth, states. A letter after the slash still decides. */
function readBareParts(reader: NotationReader, classes: NeighborClasses): Parts {
  const first = readCounts(reader, classes)
  if (reader.accept('/_') === undefined) reader.fail(expectedAfterCounts(classes, 'a "/"'))
  reader.skipSpace()
  const letter = reader.accept('bs')
  const second = readCounts(reader, classes)
  const states = readOptionalStates(reader)
  reader.expectEnd(expectedAfterCounts(classes, 'the end of the rule'))
  const [survival, birth] = letter === 's' ? [second, first] : [first, second]
  return { birth, survival, states: states ?? 2 }
}

/** Parts that each begin with their letter, in any order, with or without slashes between. */
function readLetteredParts(reader: NotationReader, classes: NeighborClasses): Parts {
  let birth: Uint8Array | undefined
  let survival: Uint8Array | undefined
  let states: number | undefined
  while (!reader.atEnd) {
    const isFirst = birth === undefined && survival === undefined && states === undefined
    const hasSlash = !isFirst && reader.accept('/_') !== undefined
    reader.skipSpace()
    if (birth === undefined && reader.accept('b')) birth = readCounts(reader, classes)
    else if (survival === undefined && reader.accept('s')) survival = readCounts(reader, classes)
    else if (states === undefined && reader.accept(hasSlash ? 'gc' : 'g'))
      states = readStates(reader)
    else if (states === undefined && hasSlash && birth && survival) states = readStates(reader)
    else if (hasSlash && birth === undefined && survival) birth = readCounts(reader, classes)
    else if (hasSlash && survival === undefined && birth) survival = readCounts(reader, classes)
    else reader.fail(expectedAfterCounts(classes, expectedPart(birth, survival, states)))
    reader.skipSpace()
  }
  if (!birth && !survival) reader.fail(expectedPart(birth, survival, states))
  const none = new Uint8Array(classes.classes.length)
  return { birth: birth ?? none, survival: survival ?? none, states: states ?? 2 }
}

function expectedPart(birth: unknown, survival: unknown, states: unknown): string {
  const missing = [
    birth === undefined ? '"B" and birth counts' : '',
    survival === undefined ? '"S" and survival counts' : '',
    states === undefined && birth && survival ? '"/" and a number of states' : '',
  ].filter((part) => part !== '')
  return [...missing, 'the end of the rule'].join(' or ')
}

function expectedAfterCounts({ maxCount }: NeighborClasses, next: string): string {
  return `a neighbor count from 0 to ${maxCount} or ${next}`
}

function readOptionalStates(reader: NotationReader): number | undefined {
  reader.skipSpace()
  if (!reader.acceptText('/')) return undefined
  reader.skipSpace()
  reader.accept('cg')
  return readStates(reader)
}

/** Reads digits, each perhaps with letters; gives 0 or 1 for each class. */
function readCounts(reader: NotationReader, classes: NeighborClasses): Uint8Array {
  const selected = new Uint8Array(classes.classes.length)
  const seen = new Set<number>()
  reader.skipSpace()
  while (/^[0-9]$/.test(reader.peek())) {
    const start = reader.position
    reader.position++
    const count = Number(reader.notation[start])
    if (count > classes.maxCount) {
      reader.failRange(`a neighbor count from 0 to ${classes.maxCount}`, start)
    }
    if (seen.has(count)) reader.fail(`each neighbor count once (${count} is there already)`, start)
    seen.add(count)
    const { letters, isNegated } = readLetters(reader, classes, count)
    for (const [id, { count: ofClass, letter }] of classes.classes.entries()) {
      if (ofClass !== count) continue
      const isNamed = letter !== '' && letters.includes(letter)
      selected[id] = letters === '' || isNamed !== isNegated ? 1 : 0
    }
  }
  return selected
}

/** Reads the letters after a count; a lone `-` takes nothing away, as Golly has it. */
function readLetters(reader: NotationReader, classes: NeighborClasses, count: number) {
  const known = classes === MOORE_SHAPES ? lettersOfCount(count) : ''
  const isNegated = known !== '' && reader.acceptText('-')
  let letters = ''
  for (;;) {
    const start = reader.position
    const letter = reader.accept('aceijknqrtwyz')
    if (letter === undefined) return { letters, isNegated }
    if (known === '') reader.fail(`no letter after ${count} here`, start)
    if (!known.includes(letter)) reader.fail(`one of the letters ${known} after ${count}`, start)
    if (letters.includes(letter)) {
      reader.fail(`each letter once (${letter} is there already)`, start)
    }
    letters += letter
  }
}
