/**
 * Compiles meta-rules into nodes of a pass: the same for all bits at once, outside of them.
 *
 * What they mean is told by `evaluate-meta-rules.ts`. Equal comparisons become one node, so that a
 * list of rules over one field looks at it once for each threshold.
 */
import { INT32_MAX, INT32_MIN } from '../../math/int32.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import {
  type Action,
  type Condition,
  formatSubject,
  type MetaRule,
  numberChances,
  type Subject,
  TICK_MASK,
} from './meta-rule.ts'

/** What meta-rules see of a bit, as nodes. */
export interface MetaRuleScope {
  /** The next state, which the bit's rule has given. */
  readonly state: NodeId
  /** Index of the bit's rule. */
  readonly rule: NodeId
  /** The low 32 bits of the tick. */
  readonly tick: NodeId
  /** How many neighbors were alive as the tick began; undefined where they are not counted. */
  readonly neighbors: NodeId | undefined
  readonly fields: ReadonlyMap<string, NodeId>
  /** Parameters as the tick began, which conditions look at. */
  readonly parameters: ReadonlyMap<string, NodeId>
  /** The same as something before has moved them, which is what drifts move on; absent, nothing has. */
  readonly moved?: ReadonlyMap<string, NodeId>
  readonly metrics: ReadonlyMap<string, NodeId>
  /** All 32 bits of a draw, of which meta-rules take as many as they have chances, from 0. */
  random(draw: number): NodeId
}

/** The bit's rule and parameters for the next tick, as nodes; of parameters all that there are. */
export interface MetaRuleOutputs {
  readonly rule: NodeId
  readonly parameters: ReadonlyMap<string, NodeId>
}

/** Appends the nodes of meta-rules, which `validateMetaRules` has made for a world like the scope. */
export function compileMetaRules(
  code: ProgramBuilder,
  metaRules: readonly MetaRule[],
  scope: MetaRuleScope,
): MetaRuleOutputs {
  const compiler = createCompiler(code, scope)
  const draws = numberChances(metaRules)
  const verdicts = metaRules.map((metaRule) => compiler.holds(metaRule, draws.get(metaRule)))
  const parameters = new Map(scope.moved ?? scope.parameters)
  for (const [i, { actions }] of metaRules.entries()) {
    for (const action of actions) {
      if (action.kind !== 'drift') continue
      const value = needed(parameters, action.parameter)
      const moved = compiler.drift(action, value)
      parameters.set(action.parameter, code.select(verdicts[i]!, moved, value))
    }
  }
  // Written from the last to the first, so that the first that holds has the last word.
  let rule = scope.rule
  for (let i = metaRules.length - 1; i >= 0; i--) {
    for (const action of metaRules[i]!.actions) {
      if (action.kind !== 'drift') rule = compiler.goTo(action, verdicts[i]!, rule)
    }
  }
  return { rule, parameters }
}

function createCompiler(code: ProgramBuilder, scope: MetaRuleScope) {
  const known = new Map<string, NodeId>()
  const once = (key: string, write: () => NodeId): NodeId => {
    const node = known.get(key) ?? write()
    known.set(key, node)
    return node
  }
  const constant = (value: number) => once(`constant ${value}`, () => code.constant(value))
  const both = (left: NodeId, right: NodeId) => code.binary('and', left, right)
  const tick = () => once('tick', () => both(scope.tick, constant(TICK_MASK)))

  function see({ kind, name }: Subject): NodeId {
    switch (kind) {
      case 'state':
        return scope.state
      case 'tick':
        return tick()
      case 'neighbors':
        if (scope.neighbors === undefined) throw new Error('neighbors are not counted here')
        return scope.neighbors
      case 'field':
        return needed(scope.fields, name)
      case 'parameter':
        return needed(scope.parameters, name)
      case 'metric':
        return needed(scope.metrics, name)
      default:
        return kind satisfies never
    }
  }

  function every(ticks: number, phase: number): NodeId {
    const isPowerOfTwo = (ticks & (ticks - 1)) === 0
    const rest = once(`tick modulo ${ticks}`, () =>
      isPowerOfTwo
        ? both(tick(), constant(ticks - 1))
        : code.binary('rem', tick(), constant(ticks)),
    )
    return once(`every ${ticks} ${phase}`, () => code.binary('eq', rest, constant(phase)))
  }

  function condition(node: Condition): NodeId {
    switch (node.kind) {
      case 'compare': {
        const { subject, comparison, value } = node
        return once(`${formatSubject(subject)} ${comparison} ${value}`, () =>
          code.binary(comparison, see(subject), constant(value)),
        )
      }
      case 'every':
        return every(node.ticks, node.phase)
      case 'not':
        return code.binary('xor', condition(node.condition), constant(1))
      case 'all':
      case 'any': {
        const operator = node.kind === 'all' ? 'and' : 'or'
        const [first, ...others] = node.conditions.map(condition)
        if (first === undefined) return constant(node.kind === 'all' ? 1 : 0)
        return others.reduce((joined, other) => code.binary(operator, joined, other), first)
      }
      default:
        return node satisfies never
    }
  }

  function holds({ when, rule, chance }: MetaRule, draw: number | undefined): NodeId {
    let verdict = condition(when)
    if (rule !== undefined) {
      const isFor = once(`rule ${rule}`, () => code.binary('eq', scope.rule, constant(rule)))
      verdict = both(verdict, isFor)
    }
    if (chance === undefined || draw === undefined) return verdict
    // Turning the highest bit of both brings u32 into the order of i32.
    const turned = code.binary('xor', scope.random(draw), constant(-(2 ** 31)))
    return both(verdict, code.binary('lt', turned, constant(chance - 2 ** 31)))
  }

  function goTo(
    action: Exclude<Action, { kind: 'drift' }>,
    verdict: NodeId,
    otherwise: NodeId,
  ): NodeId {
    if (action.kind === 'switch') return code.select(verdict, constant(action.rule), otherwise)
    const { variants } = action
    const byRule = [{ node: scope.rule, low: 0, count: variants.length }]
    const has = variants.map((variant) => (variant === undefined ? 0 : 1))
    const to = variants.map((variant, rule) => variant ?? rule)
    const canGo = has.includes(0) ? both(verdict, code.table(byRule, has)) : verdict
    return code.select(canGo, code.table(byRule, to), otherwise)
  }

  function drift(
    { by, low, high, wraps }: Extract<Action, { kind: 'drift' }>,
    value: NodeId,
  ): NodeId {
    if (wraps) return both(code.binary('add', value, constant(by)), constant(high))
    // Held back before it is moved, a number cannot go round the end of 32 bits.
    const [end, far] = by > 0 ? ([high, low] as const) : ([low, high] as const)
    const [hold, bound] = by > 0 ? (['min', 'max'] as const) : (['max', 'min'] as const)
    const last = end - by
    if (last < INT32_MIN || last > INT32_MAX) return constant(end)
    const moved = code.binary('add', code.binary(hold, value, constant(last)), constant(by))
    return code.binary(bound, moved, constant(far))
  }

  return { holds, goTo, drift }
}

/** A promise of our own: who compiles gives every name that was there when it was validated. */
function needed(nodes: ReadonlyMap<string, NodeId>, name: string): NodeId {
  const node = nodes.get(name)
  if (node === undefined) throw new Error(`nothing is named ${name} here`)
  return node
}
