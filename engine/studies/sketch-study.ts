/**
 * A study whose document breaks the schema somewhere: what of it can be checked still, so that its author is told
 * everything in one go, and not what its meaning lacks only when its form is mended.
 */
import type { z } from 'zod'
import { asArray, asRecord } from '../scenario/unchecked.ts'
import { PARAMETER_SCHEMA } from '../search/check-space.ts'
import { evaluationSchema, objectiveSchema, type StudyDocument } from './study-schema.ts'

/** A study as far as it is one. */
export type StudySketch = Omit<StudyDocument, 'objective'> & {
  /** Undefined where it is none, or cannot be judged by what is left of the others. */
  readonly objective: StudyDocument['objective'] | undefined
}

/** Faults of a member of these are faults of it all: nothing else is said of it. */
const OF_LISTS = /^(?:space|objectives|constraints)\[\d+\]/

const STAND_IN = { name: '?', type: 'float', low: 0, high: 1 } as const

/**
 * What is left of a study. Members of lists that are at fault have others of their name in their place.
 *
 * @param fields those that break the schema, as faults name them.
 */
export function sketchStudy(document: unknown, fields: readonly string[]): StudySketch {
  const written = asRecord(document)
  const space = readAll(PARAMETER_SCHEMA, written.space, (name) => ({ ...STAND_IN, name }))
  const told = (name: string) => ({ name, direction: 'minimize' as const, measured: true })
  const objectives = readAll(objectiveSchema, written.objectives, told)
  const bounded = readAll(objectiveSchema, withDirections(written.constraints), told)
  const broken = new Set(space.broken)
  const parameters = space.items.map((each) => {
    const { if: condition, ...others } = each
    return condition !== undefined && broken.has(condition.param) ? others : each
  })
  const isWhole = (name: string) => !fields.some((field) => isWithin(field, name))
  const isKnown =
    [space, objectives, bounded].every((each) => each.isNamed) &&
    ['space', 'objectives'].every((each) => !fields.includes(each))
  const objective = isKnown ? readObjective(written.objective, fields) : undefined
  const isJudged = objective?.kind !== 'training' || isWhole('space')
  return {
    ...{ version: 1, name: '?', budget: { trials: 1 } },
    space: parameters,
    objectives: [...objectives.items],
    constraints: bounded.items.map(({ direction: _direction, ...each }) => each),
    ...(isWhole('sampler') && { sampler: written.sampler as StudyDocument['sampler'] }),
    ...(isWhole('pruner') && { pruner: written.pruner as StudyDocument['pruner'] }),
    ...(isWhole('seed') && { seed: written.seed as StudyDocument['seed'] }),
    objective: isJudged ? objective : undefined,
  }
}

/** Whether something is said of a field already by what is said of others. */
export function isToldBy(field: string, fields: readonly string[]): boolean {
  const item = OF_LISTS.exec(field)?.[0]
  return fields.some(
    (each) => isWithin(field, each) || (item !== undefined && isWithin(each, item)),
  )
}

const isWithin = (field: string, outer: string) =>
  field === outer || field.startsWith(`${outer}.`) || field.startsWith(`${outer}[`)

interface ReadItems<T> {
  readonly items: readonly T[]
  /** Names of those that are at fault. */
  readonly broken: readonly string[]
  /** Whether the name of each is known. */
  readonly isNamed: boolean
}

function readAll<T>(
  schema: z.ZodType<T>,
  list: unknown,
  standIn: (name: string) => NoInfer<T>,
): ReadItems<T> {
  const broken: string[] = []
  let isNamed = true
  const items = asArray(list).map((item) => {
    const checked = schema.safeParse(item)
    if (checked.success) return checked.data
    const { name } = asRecord(item)
    const isText = typeof name === 'string' && name !== ''
    isNamed &&= isText
    const known = isText ? name : STAND_IN.name
    broken.push(known)
    return standIn(known)
  })
  return { items, broken, isNamed }
}

/** Constraints are objectives of which nobody says what is wanted. */
const withDirections = (list: unknown) =>
  asArray(list).map((each) => ({ ...asRecord(each), direction: 'minimize' }))

/** What makes trials, without the parts of it that are at fault. */
function readObjective(
  written: unknown,
  fields: readonly string[],
): StudyDocument['objective'] | undefined {
  const left: Record<string, unknown> = { ...asRecord(written) }
  for (const field of fields) {
    if (!isWithin(field, 'objective')) continue
    const [, key, name] = /^objective\.([^.[]+)(?:\.(.*))?/s.exec(field) ?? []
    if (key === undefined || key === 'set') return undefined
    const value = key === 'values' ? name?.replace(/\.(?:of|when|over|target|missing)$/, '') : key
    if (value === undefined) return undefined
    if (key === 'values') left.values = { ...asRecord(left.values), [value]: 'population' }
    else delete left[key]
  }
  const checked = evaluationSchema.safeParse(left)
  return checked.success ? checked.data : undefined
}
