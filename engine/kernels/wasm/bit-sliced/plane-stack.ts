/**
 * Plans for neighborhoods that are the same in every plane, as the cube around a cell is.
 *
 * The sum over one plane is computed once and kept until all planes that see it are done; the
 * sums of a few planes, one above the other, then make up the count.
 */
import { buildNeighborhood } from '../../../lattice/neighborhood.ts'
import type { CountingForm } from '../../../rules/program/program-form.ts'
import type { CountCode } from './count-code.ts'
import { isComplement } from './logic-writer.ts'
import { chooseCountCode, decideNext } from './next-state.ts'
import { ADDING_STYLES, type AddingStyle, type BoundedNumber, sumSets } from './shared-sums.ts'
import { type Offset, type SlicedLayout, turnOffsets } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { type Unroll, WalkLogic } from './walk-logic.ts'
import { finishPlan, listSets, type WalkOutcome, type WalkPlan } from './walk-plan.ts'

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
  const count = chooseCountCode(form, code, true)
  const sums = ADDING_STYLES.map((style) => planSum(layout, offsets, style, count))
  const { plan: sum, isTurned } = sums.reduce((a, b) => (b.plan.cost < a.plan.cost ? b : a))
  const seen = { count, cells: offsets.length, isTurned }
  const planCombining = (unroll: 1 | 2) =>
    planCombination(form, code, layout, seen, unroll, combiningStyle(unroll, count))
  const sumBits = isTurned.length
  const single = layout.size.z % 2 === 1 ? planCombining(1) : undefined
  return { sumBits, sum, pair: planCombining(2), single }
}

/**
 * What is cheapest, whatever the rule: two planes share all but one of the sums they see, and only
 * pairs take in a single 1 for nothing.
 */
export const combiningStyle = (unroll: 1 | 2, { extra }: CountCode): AddingStyle =>
  unroll === 1 && extra !== 1 ? 'columns' : 'pairs'

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

/** The sums of planes as they lie in memory. */
export interface PlaneSums {
  readonly count: CountCode
  /** Cells of a plane that are added up. */
  readonly cells: number
  /** Whether a bit of the sums lies there as its complement. */
  readonly isTurned: readonly boolean[]
}

function planSum(
  layout: SlicedLayout,
  offsets: readonly Offset[],
  style: AddingStyle,
  { countsDead }: CountCode,
): { plan: WalkPlan; isTurned: readonly boolean[] } {
  const logic = new WalkLogic('y', layout.rows > 1 ? 2 : 1, style, countsDead)
  const sums = sumSets(logic.graph, listSets(logic, offsets), style)
  const isTurned = sums[0]!.bits.map((bit) => isComplement(logic.graph, bit))
  const outcomes = sums.flatMap(({ bits }, index) =>
    bits.map((sumBit, plane): WalkOutcome => {
      const bit = isTurned[plane] ? logic.graph.not(sumBit) : sumBit
      return { bit, index, plane }
    }),
  )
  return { plan: finishPlan(logic, outcomes), isTurned }
}

/** The plan from sums to next states of as many planes as are made together. */
export function planCombination(
  form: CountingForm,
  code: StateCode,
  layout: SlicedLayout,
  { count, cells, isTurned }: PlaneSums,
  unroll: Unroll,
  style: AddingStyle,
): WalkPlan {
  const { z: reach } = layout.reach
  const logic = new WalkLogic('z', unroll, style)
  const planes = Array.from(
    { length: 2 * reach + unroll },
    (_, i): BoundedNumber => ({
      bits: isTurned.map((isBitTurned, bit) => {
        const word = logic.sumBit(i - reach, bit)
        return isBitTurned ? logic.graph.not(word) : word
      }),
      max: cells,
    }),
  )
  const sets = Array.from({ length: unroll }, (_, index) =>
    planes.slice(index, index + 2 * reach + 1),
  )
  const outcomes = sumSets(logic.graph, sets, style, count.extra).flatMap(({ bits }, index) => {
    const words = {
      live: logic.cell([0, 0, 0], index),
      ages: Array.from({ length: code.agePlanes }, (_, plane) => logic.age(plane, index)),
      seen: bits,
    }
    const next = decideNext(logic.graph, form, code, count, words)
    return next.map((bit, plane): WalkOutcome => ({ bit, index, plane }))
  })
  return finishPlan(logic, outcomes)
}
