/**
 * Chooses how a sum over the sites of a neighborhood is computed.
 *
 * A few sites are added up one by one. Of many, those that count the same and lie in a row are the
 * difference of two sums along the row, made once a tick; and where weights change from site to
 * site, products of 16-bit numbers are added in pairs. Costs are instructions for a chunk of
 * cells, roughly; being wrong about them costs time only.
 */
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { countParts, isInt16, rangeBetween, type Width, widthOf } from './lane-width.ts'
import { type LaneMeasure, spanOf, tabulate } from './measures.ts'
import {
  joinRuns,
  listOffsets,
  listTaps,
  type NeighborhoodGathering,
  type Run,
  type Tap,
} from './taps.ts'

/** A plane made from a component when a tick begins. */
export interface DerivedPlane {
  readonly component: number
  /** `measured`: a number for each site. `prefix`: the sum of those along the row, up to it. */
  readonly form: 'measured' | 'prefix'
  readonly width: Width
  /** The number of a site; a table has one for every state. */
  readonly measure: LaneMeasure
}

export type SumPlan =
  /** Sites of the component, measured one by one. */
  | { readonly kind: 'sites'; readonly measure: LaneMeasure }
  /** Sites of a plane that is measured already. */
  | { readonly kind: 'measured'; readonly plane: DerivedPlane; readonly taps: readonly Tap[] }
  /** Differences of sums along rows. */
  | {
      readonly kind: 'runs'
      readonly plane: DerivedPlane
      readonly runs: readonly Run[]
      readonly range: NodeRange
    }
  /** Products of 16-bit numbers, by a function of its own. */
  | { readonly kind: 'dots'; readonly plane: DerivedPlane; readonly taps: readonly Tap[] }
  /** Products of 32-bit numbers, by a function of its own. */
  | { readonly kind: 'products'; readonly plane: DerivedPlane; readonly taps: readonly Tap[] }

/** The most instructions that a sum may put into the code of a chunk, by sites and by runs. */
const MAX_SITES_COST = 6000
const MAX_RUNS_COST = 40_000

/** What making a plane costs, besides what its use does. */
const DERIVING_COST = 40

/** Plans a sum over a neighborhood of another component than the state. */
export function planComponentSum(
  component: number,
  gathering: NeighborhoodGathering,
  measure: LaneMeasure,
  weights: readonly number[] | undefined,
): SumPlan {
  const { even, odd } = listOffsets(gathering)
  const taps = listTaps(even, weights)
  const cost = taps.length * (measure.kind === 'table' ? 40 : 16)
  if (odd !== undefined || cost <= MAX_SITES_COST) return { kind: 'sites', measure }
  const plane: DerivedPlane = { component, form: 'measured', width: 32, measure }
  return { kind: 'products', plane, taps }
}

/** Plans a sum over a neighborhood of the state. */
export function planStateSum(
  gathering: NeighborhoodGathering,
  measure: LaneMeasure,
  weights: readonly number[] | undefined,
  states: number,
): SumPlan {
  const { even, odd } = listOffsets(gathering)
  const values = tabulate(measure, states)
  // A bipartite neighborhood has few sites.
  if (odd !== undefined) return { kind: 'sites', measure }
  const taps = listTaps(even, weights)
  const range = rangeOfSum(taps, spanOf(values))
  const plans = [
    planSites(measure, values, taps, range),
    planRuns(values, taps, range),
    planProducts(values, taps),
  ]
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best)).plan
}

function deriveState(form: DerivedPlane['form'], width: Width, values: Int32Array): DerivedPlane {
  return { component: 0, form, width, measure: { kind: 'table', values } }
}

interface CostedPlan {
  readonly plan: SumPlan
  readonly cost: number
}

/** Where a sum lies; all of the 32 bits when it can leave them. */
export function rangeOfSum(taps: readonly Tap[], each: NodeRange): NodeRange {
  let low = 0
  let high = 0
  for (const { weight } of taps) {
    low += Math.min(weight * each.low, weight * each.high)
    high += Math.max(weight * each.low, weight * each.high)
  }
  return rangeBetween(low, high)
}

function planSites(
  measure: LaneMeasure,
  values: Int32Array,
  taps: readonly Tap[],
  range: NodeRange,
): CostedPlan {
  const span = spanOf(values)
  const width = widthOf(range)
  // Small numbers are added as bytes for a while.
  const adding = span.high - span.low < 16 ? 2 : 2 * countParts(width)
  const weights = new Set(taps.map(({ weight }) => weight)).size
  const weighing = weights > 1 ? 3 * weights * countParts(width) : 0
  const cost = (perSite: number) => {
    const sum = taps.length * (adding + perSite) + weighing
    return sum > MAX_SITES_COST ? Number.POSITIVE_INFINITY : sum
  }
  const sites: CostedPlan = { plan: { kind: 'sites', measure }, cost: cost(siteCost(measure)) }
  if (measure.kind !== 'table') return sites
  const plane = deriveState('measured', widthOf(span), values)
  const measured: CostedPlan = {
    plan: { kind: 'measured', plane, taps },
    cost: cost(0) + DERIVING_COST,
  }
  return sites.cost <= measured.cost ? sites : measured
}

/** What measuring a site costs. */
function siteCost(measure: LaneMeasure): number {
  switch (measure.kind) {
    case 'value':
      return 0
    case 'is':
      return 1
    case 'table':
      return Math.ceil(measure.values.length / 16) * countParts(widthOf(spanOf(measure.values))) * 4
    default:
      return measure satisfies never
  }
}

function planRuns(values: Int32Array, taps: readonly Tap[], range: NodeRange): CostedPlan {
  const runs = joinRuns(taps)
  const width = widthOf(range) === 32 ? 32 : 16
  const weighing = runs.some(({ weight }) => Math.abs(weight) !== 1) ? 1 : 0
  const cost = runs.length * countParts(width) * (4 + weighing) + DERIVING_COST
  const plane = deriveState('prefix', width, values)
  return {
    plan: { kind: 'runs', plane, runs, range },
    cost: cost > MAX_RUNS_COST ? Number.POSITIVE_INFINITY : cost,
  }
}

function planProducts(values: Int32Array, taps: readonly Tap[]): CostedPlan {
  const weights = spanOf(Int32Array.from(taps, ({ weight }) => weight))
  if (!isInt16(spanOf(values)) || !isInt16(weights)) {
    const plane = deriveState('measured', 32, values)
    return { plan: { kind: 'products', plane, taps }, cost: 16 * taps.length + DERIVING_COST }
  }
  const plane = deriveState('measured', 16, values)
  return { plan: { kind: 'dots', plane, taps }, cost: 8 * taps.length + DERIVING_COST }
}
