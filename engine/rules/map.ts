/** MAP rules: the next state of every configuration, in base 64. */
import { countMapDigits, decodeMap, isMapDigit, mirrorHexagonalMap } from './map-code.ts'
import type { PlanarNeighborhood } from './neighbor-classes.ts'
import type { NotationReader } from './notation-reader.ts'
import { buildPlanarRule, expandMap } from './planar-rule.ts'
import type { Rule } from './rule.ts'
import { readStates } from './states.ts'

/** The neighborhoods a map can be over, by the number of its bits: two to the number of cells. */
const neighborhoods: readonly (readonly [bits: number, PlanarNeighborhood])[] = [
  [512, 'moore-2d'],
  [128, 'hexagonal-2d'],
  [32, 'von-neumann-2d'],
]

/**
 * Reads `MAP` and 86, 22 or 6 base-64 digits, then perhaps `==` and a number of states after `/`.
 *
 * A digit may itself be `/`, so the states are found by length: the map ends where the notation
 * does, or before its last slash if the count of digits is right there.
 *
 * @throws {RuleSyntaxError | RuleRangeError} when the reader holds anything else.
 */
export function readMapRule(reader: NotationReader): Rule {
  reader.expectText('MAP')
  const start = reader.position
  const { rest } = reader
  const found = neighborhoods.find(([bits]) => isMapOf(countMapDigits(bits), rest))
  let digits = 0
  while (isMapDigit(rest[digits] ?? '')) digits++
  reader.position += found === undefined ? digits : countMapDigits(found[0])
  if (found === undefined) {
    reader.fail(`6, 22 or 86 base-64 digits (${digits} stand here)`)
  }
  const [bits, neighborhood] = found
  if (reader.acceptText('=')) reader.acceptText('=')
  const hasStates = reader.acceptText('/')
  const states = hasStates ? readStates(reader) : 2
  reader.expectEnd()
  const map = decodeMap(reader.notation.slice(start), bits)
  const isMirrored = neighborhood === 'hexagonal-2d' && !hasStates
  return buildPlanarRule(
    expandMap(neighborhood, isMirrored ? mirrorHexagonalMap(map) : map),
    states,
  )
}

/** Tells whether a text is so many digits, then nothing, padding or a number of states. */
function isMapOf(digits: number, text: string): boolean {
  for (let i = 0; i < digits; i++) if (!isMapDigit(text[i] ?? '')) return false
  return /^={0,2}(\/\d*)?$/.test(text.slice(digits))
}
