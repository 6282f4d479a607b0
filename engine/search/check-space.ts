/** Makes a space of what a stranger wrote. */
import { z } from 'zod'
import { SearchSpaceError } from './errors.ts'
import type { Parameter } from './parameter.ts'
import { buildSpace, type Space } from './space.ts'

/** A study of more parameters than this is a mistake. */
const MAX_PARAMETERS = 1000
const MAX_CHOICES = 1000
const MAX_NAME_CHARS = 200

/** JSON has no -0: what is proposed is what is read again. */
const unsign = (value: number) => value + 0
const number = z.number().transform(unsign)
const whole = z.int().transform(unsign)
const choice = z.union([z.string().max(MAX_NAME_CHARS), number, z.boolean(), z.null()])
const name = z.string().min(1).max(MAX_NAME_CHARS)
const named = {
  name,
  if: z
    .strictObject({ param: name, in: z.array(choice).min(1).max(MAX_CHOICES).readonly() })
    .readonly()
    .optional(),
}
const prior = z.strictObject({ mean: z.number(), sd: z.number().positive() }).readonly().optional()
const range = { low: number, high: number, log: z.boolean().optional() }

/** One parameter as it is written in a study file or in JSON; what belongs together is checked by {@link checkSpace}. */
export const PARAMETER_SCHEMA = z.discriminatedUnion('type', [
  z.strictObject({
    ...named,
    type: z.literal('float'),
    ...range,
    step: z.number().positive().optional(),
    prior,
  }),
  z.strictObject({
    ...{ ...named, type: z.literal('int') },
    low: whole,
    high: whole,
    log: z.boolean().optional(),
    step: z.int().positive().optional(),
    prior,
  }),
  z.strictObject({
    ...{ ...named, type: z.literal('categorical') },
    choices: z.array(choice).min(1).max(MAX_CHOICES).readonly(),
    prior: z.array(z.number().min(0)).max(MAX_CHOICES).readonly().optional(),
  }),
])

/** A space as it is written. */
export const SPACE_SCHEMA = z.array(PARAMETER_SCHEMA).min(1).max(MAX_PARAMETERS).readonly()

/**
 * Checks a list of parameters, `{name, type, low, high, log, step, choices, if, prior}` each.
 *
 * @throws {SearchSpaceError} that names the first field at fault.
 */
export function checkSpace(value: unknown): Space {
  const checked = SPACE_SCHEMA.safeParse(value)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const field = (issue?.path ?? [])
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
    throw new SearchSpaceError({ field, problem: issue?.message ?? 'it is no list of parameters' })
  }
  const parameters: readonly Parameter[] = checked.data
  const [fault] = listSpaceFaults(parameters)
  if (fault !== undefined) throw fault
  return buildSpace(parameters)
}

/** What is wrong with parameters that have the shape of some, at most one fault each; none where they are a space. */
export function listSpaceFaults(parameters: readonly Parameter[]): readonly SearchSpaceError[] {
  const known = new Map<string, Parameter>()
  return parameters.flatMap((parameter, i) => {
    const fail = (field: string, problem: string) =>
      new SearchSpaceError({ field: `[${i}]${field}`, problem })
    try {
      if (known.has(parameter.name)) throw fail('.name', `${parameter.name} is there already`)
      checkParameter(parameter, fail)
      checkCondition(parameter, known, fail)
      return []
    } catch (error) {
      if (!(error instanceof SearchSpaceError)) throw error
      return [error]
    } finally {
      // What is wrong with a parent is not told again of its children.
      known.set(parameter.name, parameter)
    }
  })
}

type Fail = (field: string, problem: string) => SearchSpaceError

function checkParameter(parameter: Parameter, fail: Fail): void {
  if (parameter.type === 'categorical') {
    const { choices, prior } = parameter
    const twice = choices.find((each, i) => choices.indexOf(each) < i)
    if (twice !== undefined) throw fail('.choices', `${String(twice)} is there twice`)
    if (prior === undefined) return
    if (prior.length !== choices.length) throw fail('.prior', 'it has not one weight a choice')
    if (!prior.some((weight) => weight > 0)) throw fail('.prior', 'all weights are 0')
    return
  }
  const { type, low, high, log = false, step } = parameter
  if (!Number.isFinite(high - low)) throw fail('.high', 'the range is too wide')
  if (low > high) throw fail('.high', `it is below low, ${low}`)
  if (log && low <= 0) throw fail('.low', 'a logarithmic scale begins above 0')
  if (type === 'float' && log && step !== undefined) throw fail('.step', 'it does not go with log')
  const spacing = step ?? (type === 'int' ? 1 : undefined)
  if (spacing !== undefined && (high - low) / spacing > Number.MAX_SAFE_INTEGER) {
    throw fail('.step', 'there are more values than can be counted')
  }
}

function checkCondition(parameter: Parameter, known: Map<string, Parameter>, fail: Fail): void {
  const { if: condition } = parameter
  if (condition === undefined) return
  const parent = known.get(condition.param)
  if (parent === undefined) throw fail('.if.param', `${condition.param} is no parameter before it`)
  for (const value of condition.in) {
    if (!isValueOf(parent, value)) throw fail('.if.in', `${parent.name} is never ${String(value)}`)
  }
}

/** Whether a parameter can have a value: its type, its range, its grid. */
export function isValueOf(parameter: Parameter, value: unknown): boolean {
  if (parameter.type === 'categorical') return parameter.choices.some((each) => each === value)
  const { type, low, high } = parameter
  if (typeof value !== 'number' || !(value >= low && value <= high)) return false
  const step = parameter.step ?? (type === 'int' ? 1 : undefined)
  return step === undefined || low + Math.round((value - low) / step) * step === value
}
