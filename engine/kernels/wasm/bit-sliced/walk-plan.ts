/**
 * Plans of walks: which words come out of every step, and what they cost.
 *
 * Whether the cell itself is counted too (and told apart after), how numbers are added and how
 * many vectors are made together is whatever takes fewest instructions.
 */
import type { BitId } from '../../../forge/bit-graph.ts'
import { buildNeighborhood, type NeighborhoodTable } from '../../../lattice/neighborhood.ts'
import type { ConfigurationForm, CountingForm } from '../../../rules/program/program-form.ts'
import { type CountCode, plainCount } from './count-code.ts'
import { countInstructions } from './logic-writer.ts'
import { chooseCountCode, decideNext } from './next-state.ts'
import { listRowPatterns, type RowPattern } from './row-patterns.ts'
import { ADDING_STYLES, type AddingStyle, type BoundedNumber, sumSets } from './shared-sums.ts'
import { type Offset, type SlicedLayout, turnOffsets } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { type Unroll, WalkLogic } from './walk-logic.ts'

/** A word that a step puts into memory. */
export interface WalkOutcome {
  readonly bit: BitId
  /** Which of the step's vectors it belongs to. */
  readonly index: number
  /** The plane of the state, or the bit of the sum, that it is. */
  readonly plane: number
}

export interface WalkPlan {
  readonly logic: WalkLogic
  readonly outcomes: readonly WalkOutcome[]
  /** Instructions for each vector, carrying included. */
  readonly cost: number
}

/** Neighborhoods of more cells than this are not planned in every way there is. */
const MAX_SEARCHED_CELLS = 40

/** Carrying a word to the next step costs about this many instructions. */
const CARRY_COST = 1.5

/** A way to plan a tick. */
interface PlanChoice {
  readonly style: AddingStyle
  readonly countsSelf: boolean
}

export type TableForm = CountingForm | ConfigurationForm

/** The cheapest plan that goes from cells to next states in one walk. */
export function planWalk(
  form: TableForm,
  code: StateCode,
  layout: SlicedLayout,
  along: 'x' | 'y',
): WalkPlan {
  const unroll = unrollFor(layout, along)
  const choices = isSharedSquare(form, layout, unroll) ? [SQUARE_CHOICE] : listChoices(form)
  return cheapest(
    choices.map((choice) => planNext(form, code, layout, { ...choice, along, unroll })),
  )
}

export const cheapest = (plans: readonly WalkPlan[]) =>
  plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best))

/** The direction in which a rule's columns are walked. */
export function walkAxis({ reach }: SlicedLayout): 'x' | 'y' {
  return reach.y === 0 && reach.z === 0 ? 'x' : 'y'
}

/** How many vectors are made together: more where more of what they see is the same. */
export function unrollFor({ reach, rows }: SlicedLayout, along: 'x' | 'y'): Unroll {
  if (along === 'x') return 1
  if (reach.y > 1 && rows >= 4) return 4
  return rows > 1 ? 2 : 1
}

/** What is cheapest for squares whose vectors share rows, whatever counts a rule asks for. */
export const SQUARE_CHOICE: PlanChoice = { style: 'pairs', countsSelf: true }

/** Tells whether a neighborhood is a square larger than 3 x 3 of which vectors share most rows. */
function isSharedSquare({ neighborhood }: TableForm, { reach }: SlicedLayout, unroll: Unroll) {
  return neighborhood.kind === 'square' && reach.y > 1 && unroll > 1
}

/** The ways in which a tick may be planned, of which the cheapest is wanted. */
function listChoices(form: TableForm): readonly PlanChoice[] {
  if (form.kind === 'configuration') return [{ style: 'pairs', countsSelf: false }]
  const selves = form.neighbors > MAX_SEARCHED_CELLS ? [true] : [true, false]
  return ADDING_STYLES.flatMap((style) => selves.map((countsSelf) => ({ style, countsSelf })))
}

/** The plan of a tick, made in one of the ways there are. */
export function planNext(
  form: TableForm,
  code: StateCode,
  layout: SlicedLayout,
  { along, unroll, style, countsSelf }: PlanChoice & { along: 'x' | 'y'; unroll: Unroll },
): WalkPlan {
  const table = buildNeighborhood(form.neighborhood)
  const count =
    form.kind === 'counting' && table.oddOffsets === undefined
      ? chooseCountCode(form, code, countsSelf)
      : plainCount(countsSelf)
  const logic = new WalkLogic(along, unroll, style, count.countsDead)
  const seen =
    form.kind === 'counting'
      ? countNeighbors(logic, layout, table, count).map(({ bits }) => bits)
      : steps(unroll).map((index) => listCells(logic, layout, table, index).toReversed())
  const outcomes = steps(unroll).flatMap((index) => {
    const words = {
      live: logic.cell([0, 0, 0], index),
      ages: Array.from({ length: code.agePlanes }, (_, plane) => logic.age(plane, index)),
      seen: seen[index]!,
    }
    const next = decideNext(logic.graph, form, code, count, words)
    return next.map((bit, plane): WalkOutcome => ({ bit, index, plane }))
  })
  return finishPlan(logic, outcomes)
}

/** A plan with what it costs. */
export function finishPlan(logic: WalkLogic, outcomes: readonly WalkOutcome[]): WalkPlan {
  const { graph, carried, unroll } = logic
  const bits = [...outcomes.map(({ bit }) => bit), ...carried.map(({ next }) => next)]
  const instructions = countInstructions(graph, bits) + CARRY_COST * carried.length
  return { logic, outcomes, cost: instructions / unroll }
}

const steps = (unroll: Unroll) => Array.from({ length: unroll }, (_, index) => index)

/** How many neighbors count, for each vector of a step. */
function countNeighbors(
  logic: WalkLogic,
  layout: SlicedLayout,
  table: NeighborhoodTable,
  { countsSelf, extra }: CountCode,
): readonly BoundedNumber[] {
  const { unroll, graph, style } = logic
  if (table.oddOffsets !== undefined) {
    const own: Offset[] = countsSelf ? [[0, 0, 0]] : []
    return steps(unroll).map((index) => {
      const bits = listCells(logic, layout, table, index)
      bits.push(...own.map((offset) => logic.cell(offset, index)))
      const numbers = bits.map((bit) => ({ bits: [bit], max: 1 }))
      return sumSets(graph, [numbers], style)[0]!
    })
  }
  const offsets = [...turnOffsets(layout, table.offsets)]
  if (countsSelf) offsets.push([0, 0, 0])
  return sumSets(graph, listSets(logic, offsets), style, extra)
}

/** The numbers that add up to each vector's count. */
export function listSets(
  logic: WalkLogic,
  offsets: readonly Offset[],
): readonly (readonly BoundedNumber[])[] {
  const { unroll } = logic
  if (logic.along === 'x') {
    return steps(unroll).map((index) => offsets.map((offset) => logic.cellNumber(offset, index)))
  }
  const patterns = listRowPatterns(offsets)
  return steps(unroll).map((index) =>
    patterns.map(({ dxs, dy, dz }) => {
      const dys = findAlike(patterns, dxs, dz).map((pattern) => pattern.dy)
      return dxs.length > 1 && dys.length > 1
        ? logic.countRowOnce(dxs, dy + index, dz, Math.min(...dys), Math.max(...dys))
        : logic.countRow(dxs, dy + index, dz)
    }),
  )
}

/** The rows of a plane in which the same places are looked at. */
function findAlike(
  patterns: readonly RowPattern[],
  dxs: readonly number[],
  dz: number,
): readonly RowPattern[] {
  const key = dxs.join()
  return patterns.filter((pattern) => pattern.dz === dz && pattern.dxs.join() === key)
}

/** The neighbors one by one, in their order; where sites differ by parity, the ones that count. */
function listCells(
  logic: WalkLogic,
  layout: SlicedLayout,
  { offsets, oddOffsets }: NeighborhoodTable,
  index: number,
): BitId[] {
  const evenCells = turnOffsets(layout, offsets).map((offset) => logic.cell(offset, index))
  if (oddOffsets === undefined) return evenCells
  const oddCells = turnOffsets(layout, oddOffsets).map((offset) => logic.cell(offset, index))
  return evenCells.map((even, i) => logic.graph.choose(logic.odd(index), oddCells[i]!, even))
}
