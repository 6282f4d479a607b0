/** The page about the API is held to the list of operations, and to what the surfaces take. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_BODY_BYTES } from '../../engine/resources/operation.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { fillApiPage } from '../../scripts/api-page.ts'
import { GRAPHQL_LIMITS as LIMITS } from './graphql/limits.ts'
import { pathFieldsOf } from './input-shape.ts'

const PAGE = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')

test('the table has each operation, as it is declared', () => {
  expect(PAGE).toBe(fillApiPage(PAGE, ALL_OPERATIONS))
})

test('limits are as the page says', () => {
  expect(DEFAULT_BODY_BYTES).toBe(64 * 1024)
  expect(LIMITS.bodyBytes).toBe(64 * 1024)
  expect(PAGE).toContain(`of up to ${LIMITS.tokens} tokens and 64 KiB, ${LIMITS.depth} levels deep`)
  expect(PAGE).toContain(
    `with ${LIMITS.rootFields} fields at the top and ${LIMITS.aliases} aliases`,
  )
  expect(PAGE).toContain(`one that asks the desk ${1 + LIMITS.callCost}`)
  expect(PAGE).toContain(`up to ${LIMITS.cost} together, and at most ${LIMITS.calls} calls`)
})

test('what callers are told by code is in the table of what goes wrong', () => {
  const table = PAGE.slice(PAGE.indexOf('## What goes wrong'), PAGE.indexOf('## GraphQL'))
  const codes = ['api', 'artifacts', 'jobs'].flatMap((room) =>
    readFileSync(new URL(`../${room}/errors.ts`, import.meta.url), 'utf8')
      .split('export class ')
      .filter((text) => text.includes('readonly status'))
      .map((text) => /code = '(?<code>[a-z/-]+)'/.exec(text)!.groups!.code!),
  )
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter((code) => !table.includes(`\`${code}\``))).toEqual([])
})

test('names are of their own, and so are methods and paths', () => {
  const distinct = (texts: readonly string[]) => expect(new Set(texts).size).toBe(texts.length)
  distinct(ALL_OPERATIONS.map(({ name }) => name))
  distinct(ALL_OPERATIONS.map(({ name }) => name.replaceAll('.', '_')))
  distinct(ALL_OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`))
})

test.each(ALL_OPERATIONS.map((each) => [each.name, each] as const))(
  '%s is declared as the surfaces need it',
  (name, operation) => {
    expect(name).toMatch(/^[a-z][a-z_]*\.[a-z][a-z_]*$/)
    const fields = Object.keys(operation.input.shape)
    for (const field of fields) expect(field).toMatch(/^[a-z][a-z0-9_]*$/)
    for (const field of pathFieldsOf(operation)) expect(fields).toContain(field)
    if (operation.subject !== undefined) expect(fields).toContain(operation.subject)
    expect(operation.input.safeParse({ no_such_field: 1 }).success).toBe(false)
    if (operation.method === 'GET') expect(operation.kind).toBe('query')
  },
)
