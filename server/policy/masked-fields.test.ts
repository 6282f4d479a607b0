/** What policies hide is null in an answer, so each operation has to declare that it may be. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { MASKED_FIELDS } from './masked-fields.ts'

/** Schemas of all properties of a name, wherever they are. */
function findProperties(schema: unknown, name: string): unknown[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((each) => findProperties(each, name))
  const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> }
  const own = properties !== undefined && name in properties ? [properties[name]] : []
  return [...own, ...Object.values(schema).flatMap((each) => findProperties(each, name))]
}

/** Their answers hold whatever there is, null among it. */
const OPEN: readonly string[] = ['Event', 'Lineage']

const DECLARED = Object.entries(MASKED_FIELDS).filter(([resource]) => !OPEN.includes(resource))
const CASES = DECLARED.flatMap(([resource, fields]) =>
  Object.keys(fields).map((field) => [resource, field] as const),
)

test.each(CASES)('of %s, %s may be null wherever it is answered', (resource, field) => {
  const found = ALL_OPERATIONS.filter((each) => each.resource === resource).flatMap(({ output }) =>
    findProperties(z.toJSONSchema(output, { unrepresentable: 'any', io: 'output' }), field),
  )
  expect(found.length).toBeGreaterThan(0)
  for (const schema of found)
    expect(z.fromJSONSchema(schema as never).safeParse(null).success).toBe(true)
})
