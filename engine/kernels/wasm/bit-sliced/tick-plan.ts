/** The plan of a rule's tick, of whatever kind is cheapest. */
import { KernelUnsupportedError } from '../../errors.ts'
import { planStack, type StackPlan } from './plane-stack.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { planWalk, type TableForm, type WalkPlan, walkAxis } from './walk-plan.ts'

export type TickPlan =
  /** Down the columns, from cells to next states. */
  | { readonly kind: 'walk'; readonly walk: WalkPlan }
  /** Along the rows. */
  | { readonly kind: 'row'; readonly walk: WalkPlan }
  /** Sums of planes first, which are then added up. */
  | { readonly kind: 'stack'; readonly stack: StackPlan }

/** Diagrams of configurations of more neighbors are larger than that, almost all of them. */
const MAX_CONFIGURED_NEIGHBORS = 10

/** States after 0 and 1 that do more than grow older; each has logic of its own. */
const MAX_LIVELY_STATES = 14

/** What logic may cost. */
export interface TickLimits {
  /** Instructions for a vector of 128 cells. */
  readonly maxCost: number
  /** Instructions in all. */
  readonly maxCode: number
}

/**
 * Plans the tick of a rule.
 *
 * @param rule how the rule is called in messages.
 * @throws {KernelUnsupportedError} when its logic is too large.
 */
export function planTick(
  form: TableForm,
  code: StateCode,
  layout: SlicedLayout,
  rule: string,
  { maxCost, maxCode }: TickLimits,
): TickPlan {
  const refuse = (reason: string) => new KernelUnsupportedError({ backend: 'wasm', rule, reason })
  if (form.kind === 'configuration' && form.neighbors > MAX_CONFIGURED_NEIGHBORS) {
    throw refuse(`its logic of ${form.neighbors} neighbors is too large for bits`)
  }
  const lively = form.rows.slice(2).filter((row) => typeof row !== 'number').length
  if (lively > MAX_LIVELY_STATES) {
    throw refuse(`its logic of ${lively + 2} states with tables is too large for bits`)
  }
  const plan = choosePlan(form, code, layout)
  const cost = countTickInstructions(plan)
  const size = countCode(plan)
  if (cost > maxCost) {
    throw refuse(`its logic would take ${Math.round(cost)} instructions a vector of bits`)
  }
  if (size > maxCode) throw refuse(`its code would be ${Math.round(size)} instructions long`)
  return plan
}

function choosePlan(form: TableForm, code: StateCode, layout: SlicedLayout): TickPlan {
  if (walkAxis(layout) === 'x') {
    return { kind: 'row', walk: planWalk(form, code, layout, 'x') }
  }
  const stack = form.kind === 'counting' ? planStack(form, code, layout) : undefined
  if (stack !== undefined) return { kind: 'stack', stack }
  return { kind: 'walk', walk: planWalk(form, code, layout, 'y') }
}

/** Instructions that a tick takes for each vector. */
export function countTickInstructions(plan: TickPlan): number {
  switch (plan.kind) {
    case 'walk':
    case 'row':
      return plan.walk.cost
    case 'stack':
      return plan.stack.sum.cost + plan.stack.pair.cost
    default:
      return plan satisfies never
  }
}

/** Instructions of all code. */
function countCode(plan: TickPlan): number {
  const codeOf = ({ cost, logic }: WalkPlan) => cost * logic.unroll
  switch (plan.kind) {
    case 'walk':
    case 'row':
      return codeOf(plan.walk)
    case 'stack': {
      const { sum, pair, single } = plan.stack
      return codeOf(sum) + codeOf(pair) + (single === undefined ? 0 : codeOf(single))
    }
    default:
      return plan satisfies never
  }
}
