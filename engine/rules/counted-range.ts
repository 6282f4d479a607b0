/**
 * Two-dimensional rules by counts over any neighborhood, written in their simplest form.
 *
 * Larger than Life, the extended-range notation and lists of offsets overlap: each rule comes out
 * in one of them. Within 3 x 3 cells it is a rule of `planar-rule.ts`; squares, diamonds and
 * circles with one interval for birth and one for survival are Larger than Life; other counts and
 * other lettered shapes are extended range; what is left is a list of offsets where it is short,
 * and a map of the square where it is not.
 */
import {
  buildNeighborhood,
  countNeighbors,
  type NeighborhoodSpec,
} from '../lattice/neighborhood.ts'
import { formatCounts } from './count-ranges.ts'
import { nameOf } from './named-rules.ts'
import { CENTER_BIT, CONFIGURATIONS, countBits } from './neighbor-classes.ts'
import { buildPlanarRule } from './planar-rule.ts'
import { buildCountingProgram, rowsOfBirthAndSurvival } from './program/build-program.ts'
import {
  LISTED_SHAPES,
  listShape,
  listSquare,
  type RoundShape,
  radiusOf,
  roundShapes,
  type WeightedSite,
} from './range-shapes.ts'
import type { Rule, RuleFamily } from './rule.ts'

/** Lists of more offsets than this are written as a map of the square. */
const MAX_WRITTEN_OFFSETS = 64

/** The widest map of a square that is written: its digits still fit a notation. */
export const MAX_MAPPED_RADIUS_CELLS = 60

/** What brings birth and what survival, by the number of live neighbors: 0 or 1 for each. */
export interface Counts {
  readonly birth: Uint8Array
  readonly survival: Uint8Array
  readonly states: number
}

/** The rule of a square, a diamond or a circle of any radius. */
export function buildRoundRule(shape: RoundShape, radiusCells: number, counts: Counts): Rule {
  const spec: NeighborhoodSpec = { kind: roundShapes[shape], radiusCells }
  if (radiusCells === 1) return buildUnitRule(listOffsets(spec), counts)
  const { survival, birth, states } = counts
  const interval = { birth: intervalOf(birth), survival: intervalOf(survival) }
  if (interval.birth === undefined || interval.survival === undefined) {
    return finish(spec, formatExtendedRange(radiusCells, counts, shape), 'extended-range', counts)
  }
  const cells = countNeighbors(spec) + 1
  // A live cell sees itself, so it never counts none; one that is not live never counts all.
  const survives =
    interval.survival === 'none' ? [0, 0] : interval.survival.map((count) => count + 1)
  const [low, high] = interval.birth === 'none' ? [cells, cells] : interval.birth
  const isBorn = [low, high === cells - 1 ? cells : high]
  const head = `R${radiusCells},C${states === 2 ? 0 : states},M1`
  const canonical = `${head},S${survives.join('..')},B${isBorn.join('..')},N${shape}`
  return finish(spec, canonical, 'larger-than-life', counts)
}

/** The rule of a list of neighbors, none of them the cell itself and each there once. */
export function buildListedRule(sites: readonly WeightedSite[], counts: Counts): Rule {
  const radiusCells = radiusOf(sites)
  if (radiusCells <= 1) return buildUnitRule(sites, counts)
  const isSame = (others: readonly WeightedSite[]) =>
    others.length === sites.length && keyOf(others) === keyOf(sites)
  for (const shape of ['M', 'N', 'C'] as const) {
    const spec = { kind: roundShapes[shape], radiusCells }
    if (countNeighbors(spec) === sites.length && isSame(listOffsets(spec))) {
      return buildRoundRule(shape, radiusCells, counts)
    }
  }
  const offsets = sites.map(({ dx, dy }) => [dx, dy, 0] as const)
  const spec: NeighborhoodSpec = { kind: 'offsets', dimensions: 2, offsets }
  const shape = LISTED_SHAPES.find((letter) => isSame(listShape(letter, radiusCells)))
  if (shape !== undefined) {
    return finish(spec, formatExtendedRange(radiusCells, counts, shape), 'extended-range', counts)
  }
  if (sites.length > MAX_WRITTEN_OFFSETS && radiusCells <= MAX_MAPPED_RADIUS_CELLS) {
    const canonical = formatExtendedRange(radiusCells, counts, `@${formatMap(sites, radiusCells)}`)
    return finish(spec, canonical, 'extended-range', counts)
  }
  const { birth, survival, states } = counts
  const list = sites.map(({ dx, dy }) => `${dx},${dy}`).join(';')
  const canonical = `${formatCounts(survival, '-')}/${formatCounts(birth, '-')}/${states}/@${list}`
  return finish(spec, canonical, 'offsets', counts)
}

/** `R2,C2,S6-9,B7-8,NM`; the neighborhood is what follows the `N`. */
export function formatExtendedRange(
  radiusCells: number,
  { birth, survival, states }: Counts,
  neighborhood: string,
): string {
  const lists = `S${formatCounts(survival, '-')},B${formatCounts(birth, '-')}`
  return `R${radiusCells},C${states},${lists},N${neighborhood}`
}

function finish(
  neighborhood: NeighborhoodSpec,
  canonical: string,
  family: RuleFamily,
  { birth, survival, states }: Counts,
): Rule {
  return Object.freeze<Rule>({
    canonical,
    name: nameOf(canonical),
    family,
    dimensions: 2,
    states,
    program: buildCountingProgram({
      neighborhood,
      rows: rowsOfBirthAndSurvival(birth, survival, states),
    }),
  })
}

/** A rule on 3 x 3 cells is written like those. */
function buildUnitRule(sites: readonly WeightedSite[], { birth, survival, states }: Counts): Rule {
  const mask = sites.reduce((bits, { dx, dy }) => bits | (256 >> (3 * (dy + 1) + dx + 1)), 0)
  const live = Uint8Array.from({ length: CONFIGURATIONS }, (_, index) => {
    const counted = (index & CENTER_BIT) === 0 ? birth : survival
    return counted[countBits(index & mask)]!
  })
  return buildPlanarRule(live, states)
}

/** The one interval that is selected, `none`, or undefined where there are several. */
function intervalOf(selected: Uint8Array): readonly [number, number] | 'none' | undefined {
  const low = selected.indexOf(1)
  if (low === -1) return 'none'
  const high = selected.lastIndexOf(1)
  return selected.subarray(low, high + 1).includes(0) ? undefined : [low, high]
}

function listOffsets(spec: NeighborhoodSpec): WeightedSite[] {
  const { offsets, count } = buildNeighborhood(spec)
  return Array.from({ length: count }, (_, i) => ({
    dx: offsets[3 * i]!,
    dy: offsets[3 * i + 1]!,
    weight: 1,
  }))
}

const keyOf = (sites: readonly WeightedSite[]) => sites.map(({ dx, dy }) => `${dx},${dy}`).join()

/** The square without its center as bits in hexadecimal digits, rows from the top left. */
function formatMap(sites: readonly WeightedSite[], radiusCells: number): string {
  const members = new Set(sites.map(({ dx, dy }) => `${dx},${dy}`))
  const bits = listSquare(radiusCells, () => 1).map(({ dx, dy }) =>
    members.has(`${dx},${dy}`) ? 1 : 0,
  )
  let digits = ''
  for (let i = 0; i < bits.length; i += 4) {
    const digit = 8 * bits[i]! + 4 * bits[i + 1]! + 2 * bits[i + 2]! + bits[i + 3]!
    digits += digit.toString(16)
  }
  return digits
}
