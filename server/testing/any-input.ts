/** Inputs of operations: as their schemas want them, and as they do not. */
import fc from 'fast-check'
import type { OperationType } from '../../engine/resources/operation.ts'
import { withoutText } from '../api/graphql/graphql-shapes.ts'
import { describeInput, type JsonSchema } from '../api/input-shape.ts'

export type Input = Readonly<Record<string, unknown>>

/** Texts that others have stumbled over. */
export const TROUBLE = [
  '',
  '0',
  '-1',
  '1e400',
  '9007199254740993',
  'NaN',
  'null',
  '..',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  '\u2028',
  "' or 1=1 --",
  '__proto__',
  'constructor',
  '{{7*7}}',
  '\r\nX-Injected: 1',
  'é'.repeat(300),
  'x'.repeat(5000),
] as const

const anyTrouble = fc.constantFrom(...TROUBLE)

/** Any value of JSON, and some that are worse. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  anyTrouble,
  fc.jsonValue({ maxDepth: 3 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(-1, 0, 2 ** 31, 2 ** 53, 1e308, true, null, [], {}, [[]], { a: [] }),
  fc.nat({ max: 200 }).map((depth) => nest(depth)),
)

/** An input that the operation takes. */
export function anySoundInput({ input }: Pick<OperationType, 'input'>): fc.Arbitrary<Input> {
  const shaped = anyOf(describeInput({ input })) as fc.Arbitrary<Input>
  return shaped.filter((each) => input.safeParse(each).success)
}

/** The same with fields that are missing, others, or wrong. */
export function anyInput(operation: Pick<OperationType, 'input'>): fc.Arbitrary<Input> {
  const fields = Object.keys(operation.input.shape)
  const edit = fc.record({
    field: fc.oneof(fc.constantFrom('x', '__proto__', 'limit', ...fields), anyTrouble),
    value: fc.option(anyValue, { nil: undefined }),
  })
  return fc
    .tuple(anySoundInput(operation), fc.array(edit, { maxLength: 3 }))
    .map(([input, edits]) => {
      const changed = new Map(Object.entries(input))
      for (const { field, value } of edits) {
        if (value === undefined) changed.delete(field)
        else changed.set(field, value)
      }
      return Object.fromEntries(changed)
    })
}

function anyOf(whole: JsonSchema): fc.Arbitrary<unknown> {
  const schema = withoutText(whole)
  const { anyOf: parts, const: only, enum: values } = schema
  if (only !== undefined) return fc.constant(only)
  if (values !== undefined) return fc.constantFrom(...values)
  if (parts !== undefined) return fc.oneof(...parts.map(anyOf))
  const [type] = [schema.type].flat()
  if (type === 'object') return anyObject(schema)
  if (type === 'array') return anyList(schema)
  if (type === 'string') return anyText(schema)
  if (type === 'integer') return fc.integer({ min: least(schema), max: most(schema) })
  if (type === 'number') return fc.double({ noNaN: true, min: least(schema), max: most(schema) })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return fc.jsonValue({ maxDepth: 2 })
}

function anyObject({ properties = {}, required = [], additionalProperties }: JsonSchema) {
  const fields = Object.entries(properties).map(([name, each]) => [name, anyOf(each)] as const)
  if (fields.length === 0 && typeof additionalProperties === 'object') {
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyOf(additionalProperties), {
      maxKeys: 3,
    })
  }
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] })
}

function anyList({ items = {}, minItems = 0, maxItems = 3 }: JsonSchema) {
  return fc.array(anyOf(items), {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(3, maxItems)),
  })
}

function anyText({ pattern, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) {
    return fc
      .stringMatching(new RegExp(pattern, 'u'))
      .filter(({ length }) => length <= maxLength && length >= minLength)
  }
  return fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(40, maxLength)),
    unit: 'binary',
  })
}

const least = ({ minimum = -1000 }: JsonSchema) => Math.max(minimum, Number.MIN_SAFE_INTEGER)
const most = ({ maximum = 1e6, minimum = 0 }: JsonSchema) =>
  Math.max(Math.min(maximum, Number.MAX_SAFE_INTEGER), minimum)

function nest(depth: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < depth; level++) value = [value]
  return value
}
