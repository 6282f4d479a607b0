/**
 * MCell's Weighted Life: a weight for each of the nine cells, `NW5,NN1,NE5,WW1,ME0,EE1,SW5,SS1,SE5`,
 * the number of states as `HI`, and every sum that brings survival (`RS`) or birth (`RB`) by itself
 * (M. Wojtowicz, MCell's rules lexicon, "Weighted Life").
 */
import type { NotationReader } from './notation-reader.ts'
import type { WeightedSite } from './range-shapes.ts'
import type { Rule } from './rule.ts'
import { MAX_STATES } from './states.ts'
import { buildWeightedRule } from './weighted-rule.ts'
import { plainStateWeights } from './weighted-sums.ts'

/** The neighbors by keyword, in the order y, x. */
const places = [
  ['NW', -1, -1],
  ['NN', 0, -1],
  ['NE', 1, -1],
  ['WW', -1, 0],
  ['EE', 1, 0],
  ['SW', -1, 1],
  ['SS', 0, 1],
  ['SE', 1, 1],
] as const

const KEYWORDS = [...places.map(([keyword]) => keyword), 'ME', 'HI', 'RS', 'RB'] as const

type Keyword = (typeof KEYWORDS)[number]

const MAX_WEIGHT = 256
const MAX_SUM = 2048

/** Tells whether a text begins as these rules do. */
export function isWeightedLife(text: string): boolean {
  return /^(?:nw|nn|ne|ww|me|ee|sw|ss|se|hi|rs|rb)-?\d+\s*,/i.test(text)
}

/**
 * Reads keywords with numbers, in any order, parted by commas. What has no weight counts nothing.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readWeightedLifeRule(reader: NotationReader): Rule {
  const weights = new Map<Keyword, number>()
  const sums = { RS: new Set<number>(), RB: new Set<number>() }
  let states = 2
  do {
    reader.skipSpace()
    const start = reader.position
    const keyword = KEYWORDS.find((wanted) => reader.acceptText(wanted))
    if (keyword === undefined) return reader.fail(`one of ${KEYWORDS.join(' ')}`)
    if (keyword === 'RS' || keyword === 'RB') {
      sums[keyword].add(readSigned(reader, 'a sum', MAX_SUM))
    } else {
      if (weights.has(keyword)) reader.fail(`${keyword} only once`, start)
      if (keyword === 'HI') {
        states = Math.max(2, reader.readNumber('a number of states', 0, MAX_STATES))
        weights.set(keyword, states)
      } else {
        weights.set(keyword, readSigned(reader, 'a weight', MAX_WEIGHT))
      }
    }
    reader.skipSpace()
  } while (reader.acceptText(','))
  reader.expectEnd('"," and a keyword, or the end of the rule')
  const sites = places.flatMap(([keyword, dx, dy]): WeightedSite[] => {
    const weight = weights.get(keyword) ?? 0
    return weight === 0 ? [] : [{ dx, dy, weight }]
  })
  return buildWeightedRule({
    states,
    sites,
    center: weights.get('ME') ?? 0,
    stateWeights: plainStateWeights(states),
    birth: sums.RB,
    survival: sums.RS,
  })
}

function readSigned(reader: NotationReader, what: string, most: number): number {
  const sign = reader.acceptText('-') ? -1 : 1
  // Adding 0 turns -0 into 0.
  return sign * reader.readNumber(what, 0, most) + 0
}
