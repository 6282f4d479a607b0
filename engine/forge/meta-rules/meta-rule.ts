/**
 * Meta-rules: what changes the rule of a bit, and its parameters, from tick to tick.
 *
 * This is their resolved form, as `resolve-meta-rule.ts` makes it of what stands in a scenario: rules
 * are indices, numbers are raw, and nothing is left that could fail. It is frozen data, which is
 * compiled into a pass (`compile-meta-rules.ts`) or evaluated for one bit (`evaluate-meta-rules.ts`).
 */

/** Limits on what a stranger's meta-rules may ask for. */
export const META_RULE_LIMITS = Object.freeze({
  metaRules: 256,
  /** Conditions inside each other, the innermost counted too. */
  depth: 8,
  /** Conditions of one meta-rule: comparisons, and what joins them. */
  conditions: 64,
  /** Conditions of all meta-rules, so that they fit a program with its rules. */
  allConditions: 2048,
  actions: 8,
  /** Meta-rules with a chance; a program has 64 draws for all of its rules and these. */
  chances: 32,
  rules: 256,
  nameChars: 200,
})

/** How numbers of some kind are written and held. */
export interface NumberKind {
  /** A number is its raw one divided by 2 to the power of these. */
  readonly fractionBits: number
  /** Least and greatest raw number, both included. */
  readonly low: number
  readonly high: number
  /** Whether what goes beyond an end comes in at the other; low is 0 and high 2^n - 1 then. */
  readonly wraps?: boolean
}

/** What meta-rules may speak of in a world. */
export interface MetaRuleWorld {
  /** States a cell can have: 0 to one less. */
  readonly states: number
  /** Names of the rules, by index. */
  readonly rules: readonly string[]
  readonly channels: ReadonlyMap<string, NumberKind>
  readonly parameters: ReadonlyMap<string, NumberKind>
  readonly metrics: ReadonlyMap<string, NumberKind>
  /** The most neighbors that can be alive; undefined where they are not counted. */
  readonly neighbors: number | undefined
  /** Names of the neighborhoods that there are, for messages. */
  readonly neighborhoods: readonly string[]
  /** The rule that is another one with this neighborhood; undefined where there is none. */
  variantOf(rule: number, neighborhood: string): number | undefined
}

export const COMPARISONS = Object.freeze(['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const)
export type Comparison = (typeof COMPARISONS)[number]

/** What a condition looks at. */
export interface Subject {
  readonly kind: 'state' | 'tick' | 'neighbors' | 'field' | 'parameter' | 'metric'
  /** Name of the field, parameter or metric; empty for the others. */
  readonly name: string
}

export type Condition =
  | {
      readonly kind: 'compare'
      readonly subject: Subject
      readonly comparison: Comparison
      /** Raw; within the subject's range or next to it. */
      readonly value: number
      /** The subject's range. */
      readonly low: number
      readonly high: number
    }
  /** Every so many ticks: tick modulo `ticks` is `phase`. */
  | { readonly kind: 'every'; readonly ticks: number; readonly phase: number }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }

export type Action =
  | { readonly kind: 'switch'; readonly rule: number }
  /** To `variants[rule]` of the rule that the bit has; undefined leaves it to later meta-rules. */
  | { readonly kind: 'neighborhood'; readonly variants: readonly (number | undefined)[] }
  /** The parameter becomes itself plus `by`, clamped; `wraps` where it has no bounds but its cycle. */
  | {
      readonly kind: 'drift'
      readonly parameter: string
      readonly by: number
      readonly low: number
      readonly high: number
      readonly wraps: boolean
    }

export interface MetaRule {
  readonly when: Condition
  /** The rule that a bit must have; undefined for any. */
  readonly rule: number | undefined
  /** How many of the 2^32 values of a draw let it happen; undefined without a chance. */
  readonly chance: number | undefined
  readonly actions: readonly Action[]
}

/** A condition that always holds: there is nothing in it that does not. */
export const ALWAYS: Condition = Object.freeze({ kind: 'all', conditions: Object.freeze([]) })

/** Ticks are seen by their low 31 bits, so that they are never negative. */
export const TICK_MASK = 2 ** 31 - 1

/** The name of a subject as one text. */
export function formatSubject({ kind, name }: Subject): string {
  return name === '' ? kind : `${kind} ${name}`
}

/** The chances among some meta-rules: for each that has one, its number in the order of draws. */
export function numberChances(metaRules: readonly MetaRule[]): ReadonlyMap<MetaRule, number> {
  const withChance = metaRules.filter(({ chance }) => chance !== undefined)
  return new Map(withChance.map((metaRule, draw) => [metaRule, draw]))
}

/** Everything that a condition looks at, each as often as it does. */
export function* subjectsOf(condition: Condition): Generator<Subject> {
  switch (condition.kind) {
    case 'compare':
      yield condition.subject
      return
    case 'every':
      return
    case 'not':
      yield* subjectsOf(condition.condition)
      return
    case 'all':
    case 'any':
      for (const part of condition.conditions) yield* subjectsOf(part)
      return
    default:
      condition satisfies never
  }
}

/** How many conditions there are in one: comparisons, and what joins them. */
export function countConditions(condition: Condition): number {
  switch (condition.kind) {
    case 'compare':
    case 'every':
      return 1
    case 'not':
      return 1 + countConditions(condition.condition)
    case 'all':
    case 'any':
      return condition.conditions.reduce((sum, inner) => sum + countConditions(inner), 1)
    default:
      return condition satisfies never
  }
}
