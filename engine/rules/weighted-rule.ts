/**
 * Two-dimensional rules by weighted sums, written in their simplest form.
 *
 * What a cell's own weight and the weight of empty cells add is the same for every cell of one
 * state, so it is moved into the lists of sums; a common factor goes, too. Where the weights that
 * remain are all alike the rule is one by counts, and within 3 x 3 cells one of `planar-rule.ts`.
 */
import { buildListedRule, formatExtendedRange } from './counted-range.ts'
import { nameOf } from './named-rules.ts'
import { CENTER_BIT, CONFIGURATIONS } from './neighbor-classes.ts'
import { buildPlanarRule } from './planar-rule.ts'
import {
  gaussianCenter,
  listGaussian,
  listSquare,
  radiusOf,
  type WeightedSite,
} from './range-shapes.ts'
import type { Rule } from './rule.ts'
import { buildSumProgram } from './weighted-program.ts'
import {
  fillUnattainable,
  findAttainableSums,
  highestSum,
  leastOf,
  plainStateWeights,
  type Sums,
  type WeightedRule,
} from './weighted-sums.ts'

/** The largest weight that two digits can write. */
const MAX_WRITTEN_WEIGHT = 127

/** Builds the rule, whose sums must not be more than MAX_SUMS apart. */
export function buildWeightedRule(rule: WeightedRule): Rule {
  const { states, sites, center, stateWeights } = rule
  const empty = stateWeights[0]!
  const live = stateWeights[1]! - empty
  const isPlain = stateWeights.every((weight, state) => state === 1 || weight === empty)
  if (!isPlain) return buildGeneralRule(rule)
  // Every place counts as an empty one, and a live one that much more.
  const base = empty * sites.reduce((sum, { weight }) => sum + weight, center)
  const shift = (sums: Sums, by: number) => new Set([...sums].map((sum) => sum - by))
  const birth = shift(rule.birth, base)
  const survival = shift(rule.survival, base + live * center)
  const factor = sites.reduce(
    (factor, { weight }) => greatestCommonFactor(factor, weight * live),
    0,
  )
  if (factor === 0) return buildPlanarSums({ states, sites: [], birth, survival })
  const plain = buildPlainRule({
    states,
    sites: sites.map((site) => ({ ...site, weight: (site.weight * live) / factor })),
    birth: divide(birth, factor),
    survival: divide(survival, factor),
  })
  return plain ?? buildGeneralRule(rule)
}

/** A rule of live cells alone, whose own weight has been taken out of its sums. */
type PlainRule = Pick<WeightedRule, 'states' | 'sites' | 'birth' | 'survival'>

function divide(sums: Sums, factor: number): Sums {
  return new Set([...sums].filter((sum) => sum % factor === 0).map((sum) => sum / factor))
}

function greatestCommonFactor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonFactor(b, a % b)
}

/** The rule, or undefined where its sums cannot be listed without the weights of states. */
function buildPlainRule(rule: PlainRule): Rule | undefined {
  const { states, sites, birth, survival } = rule
  const radiusCells = radiusOf(sites)
  if (radiusCells <= 1) return buildPlanarSums(rule)
  const [first] = sites
  if (sites.every(({ weight }) => weight === first!.weight)) {
    const select = (sums: Sums) =>
      Uint8Array.from({ length: sites.length + 1 }, (_, count) =>
        sums.has(count * first!.weight) ? 1 : 0,
      )
    return buildListedRule(sites, { birth: select(birth), survival: select(survival), states })
  }
  const isGaussian =
    sites.length === (2 * radiusCells + 1) ** 2 - 1 &&
    listGaussian(radiusCells).every(({ weight }, i) => weight === sites[i]!.weight)
  const attainable = findAttainableSums(sites)
  // A center that counts nothing is the simplest, unless sums below 0 would have to be listed.
  const center = isGaussian ? gaussianCenter(radiusCells) : -leastOf(survival, attainable)
  if (leastOf(birth, attainable) < 0 || (center > MAX_WRITTEN_WEIGHT && !isGaussian)) {
    return undefined
  }
  const counts = {
    states,
    birth: fillUnattainable(birth, attainable, 0),
    survival: fillUnattainable(survival, attainable, center),
  }
  const written = isGaussian ? 'G' : `W${formatWeights(sites, center, radiusCells)}`
  return finish(formatExtendedRange(radiusCells, counts, written), {
    ...rule,
    stateWeights: plainStateWeights(states),
  })
}

/** Hexadecimal digits, one or two a weight, their highest bit the sign. */
function formatWeights(
  sites: readonly WeightedSite[],
  center: number,
  radiusCells: number,
): string {
  const weights = new Map(sites.map(({ dx, dy, weight }) => [`${dx},${dy}`, weight]))
  const all = listSquare(radiusCells, () => 1).map(({ dx, dy }) => weights.get(`${dx},${dy}`) ?? 0)
  all.splice(all.length / 2, 0, center)
  const digits = all.every((weight) => Math.abs(weight) <= 7) ? 1 : 2
  const sign = digits === 1 ? 8 : 128
  return all
    .map((weight) => (weight < 0 ? sign - weight : weight).toString(16).padStart(digits, '0'))
    .join('')
}

/** A rule on 3 x 3 cells is written like those. */
function buildPlanarSums({ states, sites, birth, survival }: PlainRule): Rule {
  const live = Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => {
    let sum = 0
    for (const { dx, dy, weight } of sites) {
      if ((index & (256 >> (3 * (dy + 1) + dx + 1))) !== 0) sum += weight
    }
    return ((index & CENTER_BIT) === 0 ? birth : survival).has(sum) ? 1 : 0
  })
  return buildPlanarRule(live, states)
}

/** A rule in which states beside the live one count, written as it was given. */
function buildGeneralRule(rule: WeightedRule): Rule {
  const { states, sites, center, stateWeights, birth, survival } = rule
  const radiusCells = Math.max(1, radiusOf(sites))
  const select = (sums: Sums) =>
    Uint8Array.from({ length: highestSum(rule) + 1 }, (_, sum) => (sums.has(sum) ? 1 : 0))
  const counts = { states, birth: select(birth), survival: select(survival) }
  const weights = formatWeights(sites, center, radiusCells)
  const ofStates = stateWeights.map((weight) => weight.toString(16)).join('')
  const canonical = formatExtendedRange(radiusCells, counts, `W${weights},${ofStates}`)
  const shift = (sums: Sums, own: number) =>
    new Set([...sums].map((sum) => sum - center * stateWeights[own]!))
  return finish(canonical, { ...rule, birth: shift(birth, 0), survival: shift(survival, 1) })
}

function finish(canonical: string, rule: Omit<WeightedRule, 'center'>): Rule {
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family: 'extended-range',
    dimensions: 2,
    states: rule.states,
    program: buildSumProgram(rule),
  })
}
