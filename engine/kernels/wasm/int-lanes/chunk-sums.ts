/** Sums over sites, for a whole chunk. */
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { addLanes, multiplyLanes } from './lane-arithmetic.ts'
import { LANES, type LaneCode, type Reg } from './lane-code.ts'
import { offsetInGrid } from './lane-layout.ts'
import { compareLanes, selectLanes } from './lane-logic.ts'
import { type Digit, lookUp } from './lane-tables.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { rangeBetween, widest, widthOf } from './lane-width.ts'
import type { LaneMeasure } from './measures.ts'
import type { SumPlan } from './sum-plan.ts'

/** A value and how much it counts. */
export interface Term {
  readonly value: LaneValue
  readonly weight: number
}

/** The sum of what a measure makes of some sites. */
export function sumSites(
  scope: ChunkScope,
  sites: readonly Term[],
  measure: LaneMeasure,
): LaneValue {
  return sumTerms(
    scope.code,
    sites.map(({ value, weight }) => ({ value: measureSite(scope, value, measure), weight })),
  )
}

function measureSite(scope: ChunkScope, site: LaneValue, measure: LaneMeasure): LaneValue {
  switch (measure.kind) {
    case 'value':
      return site
    case 'is':
      return compareLanes(scope.code, 'eq', site, createConstant(scope.code, measure.value))
    case 'table': {
      // What lies beyond the table's ends is clamped to an entry of 0 on either side.
      const { values } = measure
      const { low, high } = site.range
      const before = low < 0 ? 1 : 0
      const after = high >= values.length ? 1 : 0
      const padded = new Int32Array(before + values.length + after)
      padded.set(values, before)
      const digit: Digit = { value: site, low: -before, count: padded.length }
      return lookUp(scope, [digit], padded)
    }
    default:
      return measure satisfies never
  }
}

/** The weighted sum of values. Those of one weight are added up before they are multiplied. */
export function sumTerms(code: LaneCode, terms: readonly Term[]): LaneValue {
  const groups = new Map<number, LaneValue[]>()
  let constant = 0
  for (const { value, weight } of terms) {
    if (weight === 0) continue
    if (value.constant !== undefined) constant += Math.imul(value.constant, weight)
    else {
      const group = groups.get(weight)
      if (group === undefined) groups.set(weight, [value])
      else group.push(value)
    }
  }
  const sums = [...groups].map(([weight, values]) => sumGroup(code, values, weight))
  if (constant !== 0 || sums.length === 0) sums.push(createConstant(code, constant | 0))
  return addAll(code, sums)
}

function sumGroup(code: LaneCode, values: readonly LaneValue[], weight: number): LaneValue {
  const [first] = values
  if (values.length === 1 && first!.isLogical) {
    return selectLanes(code, first!, createConstant(code, weight), createConstant(code, 0))
  }
  if (!values.every(({ isLogical }) => isLogical)) return scale(code, addAll(code, values), weight)
  // Masks are -1 where they hold, so they are added as they are and the weight turned around.
  return scale(
    code,
    addAll(
      code,
      values.map((value) => maskAsNumber(code, value)),
    ),
    -weight | 0,
  )
}

function maskAsNumber(code: LaneCode, truth: LaneValue): LaneValue {
  return createComputed(code, {
    range: { low: -1, high: 0 },
    home: truth.home,
    inputs: [truth],
    compute: (part) => truth.mask(truth.home, part),
  })
}

function scale(code: LaneCode, value: LaneValue, weight: number): LaneValue {
  return multiplyLanes(code, value, createConstant(code, weight))
}

/** Adds values up, in lanes as narrow as the sums so far allow. */
function addAll(code: LaneCode, values: readonly LaneValue[]): LaneValue {
  const partial: LaneValue[] = []
  let sum: LaneValue | undefined
  for (const value of values) {
    if (sum === undefined) {
      sum = value
      continue
    }
    const range = rangeOfSum(sum, value)
    const staysNarrow = widthOf(range) <= widest(widthOf(sum.range), widthOf(value.range))
    if (!staysNarrow) partial.push(sum)
    sum = staysNarrow ? addLanes(code, 'add', sum, value) : value
  }
  partial.push(sum!)
  if (partial.length === 1) return partial[0]!
  if (partial.length < values.length) return addAll(code, partial)
  return partial.reduce((total, value) => addLanes(code, 'add', total, value))
}

function rangeOfSum(a: LaneValue, b: LaneValue): NodeRange {
  return rangeBetween(a.range.low + b.range.low, a.range.high + b.range.high)
}

/** The sum of runs of sites, each the difference of two sums along its row. */
export function sumRuns(
  { code, at, layout }: ChunkScope,
  { plane, runs, range }: Extract<SumPlan, { kind: 'runs' }>,
): LaneValue {
  const home = plane.width === 32 ? 32 : 16
  const { add, sub, mul } = LANES[home]
  const bytes = home / 8
  const pointer = at.derived(plane)
  const differenceOf = ({ fromX, toX, dy, dz }: (typeof runs)[number], part: number): Reg => {
    const load = (dx: number) =>
      code.load(v128.load, pointer, bytes * offsetInGrid(layout, dx, dy, dz) + 16 * part)
    return code.binary(sub, load(toX), load(fromX - 1))
  }
  const compute = (part: number): Reg => {
    let sum = code.zero()
    for (const run of runs) {
      const difference = differenceOf(run, part)
      if (run.weight === 1) sum = code.binary(add, sum, difference)
      else if (run.weight === -1) sum = code.binary(sub, sum, difference)
      else {
        const product = code.binary(mul, difference, code.splat(home, run.weight))
        sum = code.binary(add, sum, product)
      }
    }
    return sum
  }
  return createComputed(code, { range, home, inputs: [], isUniform: false, compute })
}
