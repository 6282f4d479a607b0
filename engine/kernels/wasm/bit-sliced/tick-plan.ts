/** The plan of a rule's tick, of whatever kind is cheapest. */
import { KernelUnsupportedError } from '../../errors.ts'
import { listColumns } from './column-window.ts'
import { planStack, type StackPlan } from './plane-stack.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'
import { planWalk, type TableForm, type WalkPlan, walkAxis } from './walk-plan.ts'

export type TickPlan =
  /** Down the columns, from cells to next states. */
  | { readonly kind: 'walk'; readonly walk: WalkPlan }
  /** Along the rows, whose end columns are walked down. */
  | { readonly kind: 'row'; readonly inner: WalkPlan; readonly ends: WalkPlan }
  /** Sums of planes first, which are then added up. */
  | { readonly kind: 'stack'; readonly stack: StackPlan }

/** Beyond so many instructions for a vector of 128 cells other ways to tick are faster. */
const MAX_COST = 1500

/** Diagrams of configurations of more neighbors are larger than that, almost all of them. */
const MAX_CONFIGURED_NEIGHBORS = 10

/** States after 0 and 1 that do more than grow older; each has logic of its own. */
const MAX_LIVELY_STATES = 14

/** All code together; more would take too long to compile. */
const MAX_CODE = 12_000

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
  const columns = listColumns(layout).length
  const [cost, size] = measure(plan, columns)
  if (cost > MAX_COST || size > MAX_CODE) {
    throw refuse(`its logic would take ${Math.round(cost)} instructions a vector of bits`)
  }
  return plan
}

function choosePlan(form: TableForm, code: StateCode, layout: SlicedLayout): TickPlan {
  if (walkAxis(layout) === 'x') {
    const inner = planWalk(form, code, layout, 'x')
    return { kind: 'row', inner, ends: planWalk(form, code, layout, 'y') }
  }
  const stack = form.kind === 'counting' ? planStack(form, code, layout) : undefined
  if (stack !== undefined) return { kind: 'stack', stack }
  return { kind: 'walk', walk: planWalk(form, code, layout, 'y') }
}

/** Instructions for a vector, and for all code. */
function measure(plan: TickPlan, columns: number): readonly [cost: number, code: number] {
  const codeOf = ({ cost, logic }: WalkPlan) => cost * logic.unroll
  switch (plan.kind) {
    case 'walk':
      return [plan.walk.cost, columns * codeOf(plan.walk)]
    case 'row':
      return [plan.inner.cost, codeOf(plan.inner) + (columns - 1) * codeOf(plan.ends)]
    case 'stack': {
      const { sum, pair, single } = plan.stack
      return [sum.cost + pair.cost, columns * codeOf(sum) + codeOf(pair) + codeOf(single)]
    }
    default:
      return plan satisfies never
  }
}
