/**
 * Two-dimensional rules by weighted sums, written in their simplest form.
 *
 * What a cell's own weight and the weight of empty cells add is the same for every cell of one
 * state, so it is moved into the lists of sums; a common factor goes, too. Where the weights that
 * remain are all alike the rule is one by counts, and within 3 x 3 cells one of `planar-rule.ts`.
 */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import { buildListedRule, formatExtendedRange } from './counted-range.ts'
import { nameOf } from './named-rules.ts'
import { CENTER_BIT, CONFIGURATIONS } from './neighbor-classes.ts'
import { buildPlanarRule } from './planar-rule.ts'
import type { Measure, RuleProgram } from './program/program.ts'
import { createProgramBuilder } from './program/program-builder.ts'
import {
  gaussianCenter,
  listGaussian,
  listSquare,
  radiusOf,
  type WeightedSite,
} from './range-shapes.ts'
import type { Rule } from './rule.ts'

/** The most that sums may be apart: tables have an entry for every sum. */
export const MAX_SUMS = 2 ** 18

/** The largest weight that two digits can write. */
const MAX_WRITTEN_WEIGHT = 127

/** The sums a rule lists, each once. */
type Sums = ReadonlySet<number>

export interface WeightedRule {
  readonly states: number
  /** Places in the order y, x; the cell itself is not among them. */
  readonly sites: readonly WeightedSite[]
  /** What the cell's own state is multiplied by. */
  readonly center: number
  /** What each state counts; `[0, 1]` and zeros where only live cells do. */
  readonly stateWeights: readonly number[]
  /** The sums, center included, on which a cell is born and survives. */
  readonly birth: Sums
  readonly survival: Sums
}

/** What each state counts where nothing else is said: 1 for live cells. */
export function plainStateWeights(states: number): number[] {
  return Array.from({ length: states }, (_, state) => (state === 1 ? 1 : 0))
}

/** The least and the greatest sum that neighbors can make. */
export function rangeOfSums({ sites, stateWeights }: Pick<WeightedRule, 'sites' | 'stateWeights'>) {
  const [least, most] = [Math.min(...stateWeights), Math.max(...stateWeights)]
  let [low, high] = [0, 0]
  for (const { weight } of sites) {
    low += weight * (weight > 0 ? least : most)
    high += weight * (weight > 0 ? most : least)
  }
  return { low, high }
}

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

interface Attainable {
  readonly low: number
  /** 1 for every sum from `low` on that some neighbors make. */
  readonly sums: Uint8Array
}

function findAttainableSums(sites: readonly WeightedSite[]): Attainable {
  const { low, high } = rangeOfSums({ sites, stateWeights: [0, 1] })
  const sums = new Uint8Array(high - low + 1)
  // Starting with all negative weights, every weight only adds.
  sums[0] = 1
  let reached = 0
  for (const { weight } of sites) {
    const step = Math.abs(weight)
    for (let sum = reached; sum >= 0; sum--) if (sums[sum] === 1) sums[sum + step] = 1
    reached += step
  }
  return { low, sums }
}

/** The least sum that is selected and made by some neighbors, where that is below 0; else 0. */
function leastOf(selected: Sums, { low, sums }: Attainable): number {
  for (let sum = low; sum < 0; sum++) if (sums[sum - low] === 1 && selected.has(sum)) return sum
  return 0
}

/**
 * The selected sums, shifted by what the center counts. Sums that nothing makes are taken along
 * inside a run and left out elsewhere, so that lists are short and equal rules have equal lists.
 */
function fillUnattainable(selected: Sums, { low, sums }: Attainable, center: number): Uint8Array {
  const filled = new Uint8Array(Math.max(0, low + sums.length + center))
  let runEnd = -1
  for (let i = 0; i < sums.length; i++) {
    if (sums[i] === 0) continue
    const sum = i + low
    const at = sum + center
    if (!selected.has(sum) || at < 0) {
      runEnd = -1
      continue
    }
    filled.fill(1, runEnd === -1 ? at : runEnd, at + 1)
    runEnd = at + 1
  }
  return filled
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
  const { high } = rangeOfSums(rule)
  const most = high + Math.max(0, center * Math.max(...stateWeights))
  const select = (sums: Sums) =>
    Uint8Array.from({ length: most + 1 }, (_, sum) => (sums.has(sum) ? 1 : 0))
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

/** The program: the sum over the neighbors decides, by a table for birth and one for survival. */
function buildSumProgram(rule: Omit<WeightedRule, 'center'>): RuleProgram {
  const { states, sites, stateWeights, birth, survival } = rule
  const builder = createProgramBuilder({ dimensions: 2, states })
  const { neighborhood, weights } = placeWeights(sites)
  const withCenter = false
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter })
  const isLiveOnly = stateWeights.every((weight, state) => weight === (state === 1 ? 1 : 0))
  const measure: Measure = isLiveOnly
    ? { kind: 'is', value: 1 }
    : { kind: 'table', values: stateWeights }
  const sum = builder.sum(partition, measure, weights)
  const { low, high } = rangeOfSums(rule)
  const inputs = [{ node: sum, low, count: high - low + 1 }]
  const afterLife = states > 2 ? 2 : 0
  const tableOf = (sums: Sums, otherwise: number) =>
    builder.table(
      inputs,
      Int32Array.from({ length: high - low + 1 }, (_, i) => (sums.has(i + low) ? 1 : otherwise)),
    )
  const own = builder.own()
  const isOwn = (state: number) => builder.binary('eq', own, builder.constant(state))
  const aging = Array.from({ length: states }, (_, state) => (state + 1) % states)
  const others = builder.table([{ node: own, low: 0, count: states }], aging)
  const survives = builder.select(isOwn(1), tableOf(survival, afterLife), others)
  return builder.finish(builder.select(isOwn(0), tableOf(birth, 0), survives))
}

/** The neighborhood of the sites: their list, or the whole square where they nearly fill it. */
function placeWeights(sites: readonly WeightedSite[]): {
  readonly neighborhood: NeighborhoodSpec
  readonly weights: readonly number[]
} {
  const radiusCells = Math.max(1, radiusOf(sites))
  const square = listSquare(radiusCells, () => 1)
  if (sites.length > 0 && 2 * sites.length < square.length) {
    const offsets = sites.map(({ dx, dy }) => [dx, dy, 0] as const)
    const neighborhood = { kind: 'offsets', dimensions: 2, offsets } as const
    return { neighborhood, weights: sites.map(({ weight }) => weight) }
  }
  const known = new Map(sites.map(({ dx, dy, weight }) => [`${dx},${dy}`, weight]))
  return {
    neighborhood:
      radiusCells === 1 ? { kind: 'named', name: 'moore-2d' } : { kind: 'square', radiusCells },
    weights: square.map(({ dx, dy }) => known.get(`${dx},${dy}`) ?? 0),
  }
}
