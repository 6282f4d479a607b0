/**
 * Plans for neighborhoods that are the same in every plane, as the cube around a cell is.
 *
 * The sum over one plane is computed once and kept until all planes that see it are done; the
 * sums of a few planes, one above the other, then make up the count.
 */
import { buildNeighborhood } from '../../../lattice/neighborhood.ts'
import type { CountingForm } from '../../../rules/program/program-form.ts'
import { decideNext } from './next-state.ts'
import { ADDING_STYLES, type AddingStyle, type BoundedNumber, sumSets } from './shared-sums.ts'
import { type Offset, type SlicedLayout, turnOffsets } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { type Unroll, WalkLogic } from './walk-logic.ts'
import { cheapest, finishPlan, listSets, type WalkOutcome, type WalkPlan } from './walk-plan.ts'

export interface StackPlan {
  /** Bits of a plane's sum. */
  readonly sumBits: number
  /** From cells to the sums of a plane. */
  readonly sum: WalkPlan
  /** From sums to the next states of two planes, one above the other. */
  readonly pair: WalkPlan
  /** From sums to the next states of one plane; undefined where none is left over from pairs. */
  readonly single: WalkPlan | undefined
}

/** Fewer cells in a plane are not worth keeping their sum. */
const MIN_PLANE_CELLS = 6

/** The plan of a neighborhood that is the same in every plane; undefined where it is not. */
export function planStack(
  form: CountingForm,
  code: StateCode,
  layout: SlicedLayout,
): StackPlan | undefined {
  const offsets = findCommonPlane(form, layout)
  if (offsets === undefined) return undefined
  const sums = ADDING_STYLES.map((style) => planSum(layout, offsets, style))
  const sum = cheapest(sums)
  const planCombining = (unroll: 1 | 2) =>
    planCombination(form, code, layout, offsets.length, unroll, COMBINING_STYLES[unroll])
  const sumBits = 1 + Math.max(...sum.outcomes.map(({ plane }) => plane))
  const single = layout.size.z % 2 === 1 ? planCombining(1) : undefined
  return { sumBits, sum, pair: planCombining(2), single }
}

/** What is cheapest, whatever the rule: two planes share all but one of the sums they see. */
export const COMBINING_STYLES = { 1: 'columns', 2: 'pairs' } as const

/** The offsets of one plane, the cell itself counted too, if all planes have the same. */
function findCommonPlane(form: CountingForm, layout: SlicedLayout): readonly Offset[] | undefined {
  const { reach } = layout
  const table = buildNeighborhood(form.neighborhood)
  if (reach.z === 0 || table.oddOffsets !== undefined) return undefined
  const offsets: readonly Offset[] = [...turnOffsets(layout, table.offsets), [0, 0, 0]]
  const plane = offsets.filter(([, , dz]) => dz === 0)
  if (plane.length < MIN_PLANE_CELLS || offsets.length !== plane.length * (2 * reach.z + 1)) {
    return undefined
  }
  const places = new Set(plane.map(([dx, dy]) => `${dx} ${dy}`))
  return offsets.every(([dx, dy]) => places.has(`${dx} ${dy}`)) ? plane : undefined
}

function planSum(layout: SlicedLayout, offsets: readonly Offset[], style: AddingStyle): WalkPlan {
  const logic = new WalkLogic('y', layout.rows > 1 ? 2 : 1, style)
  const sums = sumSets(logic.graph, listSets(logic, offsets), style)
  const outcomes = sums.flatMap(({ bits }, index) =>
    bits.map((bit, plane): WalkOutcome => ({ bit, index, plane })),
  )
  return finishPlan(logic, outcomes)
}

/** The plan from sums to next states of as many planes as are made together. */
export function planCombination(
  form: CountingForm,
  code: StateCode,
  layout: SlicedLayout,
  planeCells: number,
  unroll: Unroll,
  style: AddingStyle,
): WalkPlan {
  const { z: reach } = layout.reach
  const logic = new WalkLogic('z', unroll, style)
  const sumBits = 32 - Math.clz32(planeCells)
  const planes = Array.from(
    { length: 2 * reach + unroll },
    (_, i): BoundedNumber => ({
      bits: Array.from({ length: sumBits }, (_, bit) => logic.sumBit(i - reach, bit)),
      max: planeCells,
    }),
  )
  const sets = Array.from({ length: unroll }, (_, index) =>
    planes.slice(index, index + 2 * reach + 1),
  )
  const outcomes = sumSets(logic.graph, sets, style).flatMap(({ bits }, index) => {
    const words = {
      live: logic.cell([0, 0, 0], index),
      ages: Array.from({ length: code.agePlanes }, (_, plane) => logic.age(plane, index)),
      seen: bits,
    }
    const next = decideNext(logic.graph, form, code, true, words)
    return next.map((bit, plane): WalkOutcome => ({ bit, index, plane }))
  })
  return finishPlan(logic, outcomes)
}
