/**
 * The description in OpenAPI, held to what the specification wants (OAS 3.1.1, section 4): rules of it are written
 * out here, each for all places at once.
 */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../engine/resources/operation.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { buildOpenApi } from './open-api.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into, wherever it leads.
type Json = Record<string, any>

const STREAMED = defineOperation({
  ...{ name: 'things.store', about: 'Stores a thing.', resource: 'Artifact', scope: 'write' },
  ...{ kind: 'command', method: 'PUT', path: '/things/:thing_id', body: 'stream' },
  input: z.strictObject({ thing_id: z.string(), labels: z.array(z.string()).optional() }),
  output: z.strictObject({ bytes: z.int() }).meta({ id: 'Stored' }),
})
const SENT = defineOperation({
  ...{ name: 'things.send', about: 'Sends a thing.', resource: 'Artifact', scope: 'write' },
  ...{ kind: 'command', method: 'POST', path: '/things/:thing_id' },
  input: z.strictObject({ thing_id: z.string(), to: z.string(), why: z.string().default('') }),
  output: z.strictObject({ bytes: z.int() }).meta({ id: 'Stored' }),
})
const READ = defineOperation({
  ...{ name: 'things.read', about: 'Reads a thing.', resource: 'Artifact', scope: 'read' },
  ...{ kind: 'query', method: 'GET', path: '/things/:thing_id', answer: 'stream' },
  input: z.strictObject({ thing_id: z.string() }),
  output: z.strictObject({ media_type: z.string() }),
})

const OPERATIONS = [...ALL_OPERATIONS, STREAMED, SENT, READ]
const DOCUMENT = JSON.parse(JSON.stringify(buildOpenApi(OPERATIONS, '1.2.3'))) as Json

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const described: { path: string; method: string; operation: Json }[] = Object.entries(
  DOCUMENT.paths as Json,
).flatMap(([path, item]) =>
  Object.entries(item as Json).map(([method, operation]) => ({ path, method, operation })),
)

/** All objects of the document. */
function* walk(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const each of Object.values(value)) yield* walk(each)
}

test('it has what a document has to have, and nothing else', () => {
  expect(DOCUMENT.openapi).toMatch(/^3\.1\.\d+$/)
  expect(DOCUMENT.info).toMatchObject({ title: expect.any(String), version: '1.2.3' })
  const known = ['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components']
  expect(Object.keys(DOCUMENT).filter((key) => !known.includes(key))).toEqual([])
  const tags = DOCUMENT.tags.map(({ name }: Json) => name)
  expect(new Set(tags).size).toBe(tags.length)
})

test('each operation is there once, under its method, with its name', () => {
  expect(described.map(({ operation }) => operation.operationId).sort()).toEqual(
    OPERATIONS.map(({ name }) => name).sort(),
  )
  for (const { path, method, operation } of described) {
    expect(METHODS).toContain(method)
    expect(path).toMatch(/^\/([a-z0-9_/-]|\{\w+\})*$/)
    expect(
      operation.tags.every((tag: string) => DOCUMENT.tags.some((t: Json) => t.name === tag)),
    ).toBe(true)
  }
})

test('no two paths are the same but for the names of their fields', () => {
  const shapes = Object.keys(DOCUMENT.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'))
  expect(new Set(shapes).size).toBe(shapes.length)
})

test('each field of a path is a required parameter, and each such parameter is one of its path', () => {
  for (const { path, operation } of described) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const parameters = (operation.parameters ?? []) as Json[]
    const inPath = parameters.filter((each) => each.in === 'path')
    expect(inPath.map(({ name }) => name)).toEqual(wanted)
    expect(inPath.every(({ required }) => required === true)).toBe(true)
    const keys = parameters.map((each) => `${each.in} ${each.name}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const each of parameters) {
      expect(['path', 'query', 'header', 'cookie']).toContain(each.in)
      expect(each.schema).toBeTypeOf('object')
    }
  }
})

test('each field of an input is said once: in the path, the query or the body', () => {
  for (const { operation } of described) {
    const { input } = OPERATIONS.find(({ name }) => name === operation.operationId)!
    const schema = operation.requestBody?.content['application/json']?.schema as Json | undefined
    const told = [
      ...((operation.parameters ?? []) as Json[]).map(({ name }) => name),
      ...Object.keys(schema?.properties ?? {}),
    ]
    expect(told.sort()).toEqual(Object.keys(input.shape).sort())
  }
})

test('what is got has no body, and answers have a description, a status and content', () => {
  for (const { method, operation } of described) {
    if (method === 'get') expect(operation.requestBody).toBeUndefined()
    expect(Object.keys(operation.responses)).toContain('200')
    for (const [status, response] of Object.entries(operation.responses as Json)) {
      expect(status).toMatch(/^[1-5](\d\d|XX)$|^default$/)
      if (response.$ref === undefined) expect(response.description).toBeTypeOf('string')
    }
  }
  for (const response of Object.values(DOCUMENT.components.responses as Json)) {
    expect(response.description).toBeTypeOf('string')
    expect(response.content['application/json'].schema.$ref).toBe('#/components/schemas/Failure')
  }
})

test('what is referred to is there, under a name that components may have', () => {
  let count = 0
  for (const { $ref } of walk(DOCUMENT)) {
    if ($ref === undefined) continue
    count++
    const found = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce((value: Json | undefined, key: string) => value?.[key], DOCUMENT)
    expect(found, $ref).toBeTypeOf('object')
  }
  expect(count).toBeGreaterThan(OPERATIONS.length)
  const names = Object.values(DOCUMENT.components as Json).flatMap((each) => Object.keys(each))
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/)
  for (const each of walk(DOCUMENT)) expect(each.$defs).toBeUndefined()
})

test('schemas have only types that JSON Schema knows, and lists of them that it allows', () => {
  const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']
  const schemas = [...walk(DOCUMENT.components.schemas)].filter(
    (each) => 'type' in each && typeof each.type === 'string' && !('in' in each),
  )
  expect(schemas.length).toBeGreaterThan(20)
  for (const { type, required, properties, pattern } of schemas) {
    expect(types).toContain(type)
    if (required !== undefined) {
      expect(new Set(required).size).toBe(required.length)
      for (const name of required) expect(Object.keys(properties ?? {})).toContain(name)
    }
    if (pattern !== undefined) expect(() => new RegExp(pattern, 'u')).not.toThrow()
  }
})

test('a token is wanted everywhere, by a scheme that is described', () => {
  expect(DOCUMENT.components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } })
  expect(DOCUMENT.security).toEqual([{ token: [] }])
  for (const { operation } of described) expect(operation.security).toBeUndefined()
})

test('streams are bytes, with what is told of them beside', () => {
  const { put, post, get } = DOCUMENT.paths['/things/{thing_id}']
  expect(put.requestBody.content).toEqual({ 'application/octet-stream': {} })
  expect(put.parameters.map(({ name, in: place }: Json) => [name, place])).toEqual([
    ['thing_id', 'path'],
    ['labels', 'query'],
  ])
  expect(post.requestBody.content['application/json'].schema).toMatchObject({ required: ['to'] })
  expect(get.responses[200].headers).toEqual({ 'x-media-type': { schema: { type: 'string' } } })
})

test('two schemas of one name are refused', () => {
  const other = defineOperation({
    ...{ name: 'things.other', about: 'Other.', resource: 'Artifact', scope: 'read' },
    ...{ kind: 'query', method: 'GET', path: '/other' },
    input: z.strictObject({}),
    output: z.strictObject({ other: z.int() }).meta({ id: 'Stored' }),
  })
  expect(() => buildOpenApi([SENT, other], '1')).toThrow('Two schemas are called Stored')
})
