/**
 * The schema of meta-rules as they stand in scenario files: the one description from which types,
 * JSON Schema and messages come. Only the shape is told here; what they refer to is looked up in
 * `resolve-meta-rule.ts`.
 */
import { z } from 'zod'
import { META_RULE_LIMITS as LIMITS } from './meta-rule.ts'

const name = z.string().min(1).max(LIMITS.nameChars)

const ruleReference = z
  .union(
    [
      name,
      z
        .int()
        .min(0)
        .max(LIMITS.rules - 1),
    ],
    'needs the name of a rule, or its number',
  )
  .describe('A rule of the world, by its name or its number from 0.')

/** Members of a condition that say what it looks at; it has exactly one, or one of JOINTS. */
export const SUBJECT_KEYS = Object.freeze(['of', 'field', 'parameter', 'metric'] as const)
export const JOINT_KEYS = Object.freeze(['all', 'any', 'not'] as const)

/** Members that compare what is looked at; where there are several, all have to hold. */
export const COMPARISON_KEYS = Object.freeze([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'every',
] as const)

export interface ConditionDocument {
  readonly of?: 'state' | 'tick' | 'neighbors' | undefined
  readonly field?: string | undefined
  readonly parameter?: string | undefined
  readonly metric?: string | undefined
  readonly eq?: number | undefined
  readonly ne?: number | undefined
  readonly lt?: number | undefined
  readonly le?: number | undefined
  readonly gt?: number | undefined
  readonly ge?: number | undefined
  readonly between?: [number, number] | undefined
  readonly every?: number | undefined
  readonly phase?: number | undefined
  readonly all?: ConditionDocument[] | undefined
  readonly any?: ConditionDocument[] | undefined
  readonly not?: ConditionDocument | undefined
}

const decimal = z.number().optional()

const inner: z.ZodType<ConditionDocument> = z.lazy(() => conditionShape)

const joined = z.array(inner).min(1, 'needs a condition').max(LIMITS.conditions).optional()

const conditionShape = z
  .strictObject({
    of: z.enum(['state', 'tick', 'neighbors']).optional().describe('state is the next one.'),
    field: name.optional().describe("A channel's value as the tick began."),
    parameter: name.optional(),
    metric: name.optional().describe("A metric of the bit's zone as the tick began."),
    eq: decimal,
    ne: decimal,
    lt: decimal,
    le: decimal,
    gt: decimal,
    ge: decimal,
    between: z.tuple([z.number(), z.number()]).optional().describe('Both ends belong to it.'),
    every: z.int().min(1).max(1_000_000).optional().describe('Of the tick: every so many.'),
    phase: z.int().min(0).max(999_999).optional().describe('At which of them; 0 when left out.'),
    all: joined,
    any: joined,
    not: inner.optional(),
  })
  .superRefine((condition, context) => {
    const fault = findConditionFault(condition)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

function findConditionFault(condition: ConditionDocument): string | undefined {
  const heads = [...SUBJECT_KEYS, ...JOINT_KEYS].filter((key) => condition[key] !== undefined)
  const comparisons = COMPARISON_KEYS.filter((key) => condition[key] !== undefined)
  if (heads.length !== 1) {
    const wanted = [...SUBJECT_KEYS, ...JOINT_KEYS].join(', ')
    return `needs exactly one of ${wanted}, and has ${heads.join(' and ') || 'none'}`
  }
  const isJoint = JOINT_KEYS.some((key) => key === heads[0])
  if (isJoint && comparisons.length > 0) return `cannot have ${comparisons[0]} beside ${heads[0]}`
  if (!isJoint && comparisons.length === 0) return `needs one of ${COMPARISON_KEYS.join(', ')}`
  if (condition.every !== undefined && condition.of !== 'tick')
    return 'every goes with the tick only'
  if (condition.phase === undefined) return undefined
  if (condition.every === undefined) return 'phase goes with every only'
  return condition.phase < condition.every ? undefined : 'phase needs to be less than every'
}

/** What is too deep or too much, found before anything recurses into it. */
function findSizeFault(value: unknown): string | undefined {
  const open: (readonly [value: unknown, depth: number])[] = [[value, 1]]
  let count = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [condition, depth] = next
    if (typeof condition !== 'object' || condition === null) continue
    if (depth > LIMITS.depth) return `has conditions more than ${LIMITS.depth} deep`
    if (++count > LIMITS.conditions) return `has more than ${LIMITS.conditions} conditions`
    const { all, any, not } = condition as Readonly<Record<string, unknown>>
    for (const inside of [all, any]) {
      if (!Array.isArray(inside)) continue
      if (inside.length > LIMITS.conditions) return `has more than ${LIMITS.conditions} conditions`
      for (const item of inside) open.push([item, depth + 1])
    }
    open.push([not, depth + 1])
  }
  return undefined
}

const condition = z.preprocess((value, context) => {
  const fault = findSizeFault(value)
  if (fault === undefined) return value
  context.addIssue({ code: 'custom', message: fault })
  return z.NEVER
}, conditionShape)

const drift = z
  .strictObject({
    parameter: name,
    by: z.number().describe('What is added in a tick.'),
    low: z.number().optional().describe('The least it becomes; its own least when left out.'),
    high: z.number().optional().describe('The most it becomes; its own most when left out.'),
  })
  .describe('Moves a parameter.')

const action = z
  .strictObject({
    switch: ruleReference.optional(),
    neighborhood: name.optional().describe("The bit's rule with another neighborhood."),
    drift: drift.optional(),
  })
  .superRefine((value, context) => {
    const given = Object.values(value).filter((member) => member !== undefined)
    if (given.length === 1) return
    const message = `needs exactly one of switch, neighborhood, drift, and has ${given.length}`
    context.addIssue({ code: 'custom', message })
  })

/** The schema of one meta-rule. */
export const metaRuleSchema = z
  .strictObject({
    about: z.string().max(2000).optional().describe('What it is for.'),
    when: condition.optional().describe('Always, when left out.'),
    for: ruleReference.optional().describe('Only bits under this rule; any, when left out.'),
    chance: z.number().min(0).max(1).optional().describe('How often it happens when it could.'),
    then: z
      .union([action, z.array(action).min(1, 'needs an action').max(LIMITS.actions)])
      .describe('What happens: one action or a list.'),
  })
  .describe("Changes a bit's rule or parameters for the next tick.")

/** The schema of a list of meta-rules. */
export const metaRulesSchema = z.array(metaRuleSchema).max(LIMITS.metaRules)

export type MetaRuleDocument = z.infer<typeof metaRuleSchema>
export type ActionDocument = z.infer<typeof action>
