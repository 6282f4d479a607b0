/**
 * The description of the REST surface in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html), made of the same
 * list of operations as the surface itself.
 */
import type { OperationType } from '../../engine/resources/operation.ts'
import { withoutText } from './graphql/graphql-shapes.ts'
import { describeInput, describeOutput, type JsonSchema, pathFieldsOf } from './input-shape.ts'
import { REST_PREFIX } from './rest-prefix.ts'

type Json = Readonly<Record<string, unknown>>

const SECURITY = [{ token: [] }]

/** What may be answered to any operation, by its status. */
const REFUSALS = {
  400: ['Refused', 'It is not asked for as it has to be.'],
  401: ['TokenWanted', 'No token is given, or none that counts.'],
  403: ['Denied', 'Policies do not allow it, or it is asked from another page.'],
  404: ['NotFound', 'There is no such thing.'],
  409: ['Conflict', 'What it is of cannot do that as it is now.'],
  429: ['TooMany', 'It is asked too often.'],
  503: ['Unavailable', 'It cannot be done now.'],
} as const

/** Answers that tell when to try again. */
const RETRIED: ReadonlySet<string> = new Set(['429', '503'])

/** Describes a list of operations. */
export function buildOpenApi(operations: readonly OperationType[], version: string): Json {
  const schemas = new NamedSchemas()
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][operation.method.toLowerCase()] = describeOperation(operation, schemas)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Thunderline',
      version,
      description: 'Runs of three-dimensional cellular automata, and the record of them.',
    },
    servers: [{ url: REST_PREFIX }],
    security: SECURITY,
    tags: [...new Set(operations.map(({ resource }) => resource))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.all(), Failure: FAILURE },
      responses: Object.fromEntries(Object.entries(REFUSALS).map(describeRefusal)),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const FAILURE = {
  type: 'object',
  description: 'What went wrong.',
  properties: {
    code: { type: 'string', description: 'A stable name of what went wrong.' },
    message: { type: 'string', description: 'The same for people.' },
    details: { type: 'object', description: 'The values that brought it about.' },
  },
  required: ['code', 'message'],
}

function describeRefusal([status, [name, description]]: [string, readonly [string, string]]) {
  const schema = { $ref: '#/components/schemas/Failure' }
  const retry = { description: 'After how many seconds it may be tried again.' }
  const headers = RETRIED.has(status)
    ? { headers: { 'Retry-After': { ...retry, schema: { type: 'integer' } } } }
    : {}
  return [name, { description, ...headers, content: { 'application/json': { schema } } }]
}

function describeOperation(operation: OperationType, schemas: NamedSchemas): Json {
  const input = schemas.take(describeInput(operation))
  const inPath = pathFieldsOf(operation)
  const others = Object.keys(input.properties ?? {}).filter((field) => !inPath.includes(field))
  const hasBody = operation.method !== 'GET' && operation.body !== 'stream'
  const inQuery = hasBody ? [] : others
  const parameters = [
    ...inPath.map((name) => describeParameter(name, 'path', input)),
    ...inQuery.map((name) => describeParameter(name, 'query', input)),
  ]
  return {
    operationId: operation.name,
    summary: operation.about,
    tags: [operation.resource],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...describeBody(operation, input, hasBody ? others : []),
    responses: {
      200: describeAnswer(operation, schemas),
      ...Object.fromEntries(
        Object.entries(REFUSALS).map(([status, [name]]) => [
          status,
          { $ref: `#/components/responses/${name}` },
        ]),
      ),
    },
  }
}

function describeParameter(name: string, place: 'path' | 'query', input: JsonSchema): Json {
  const { description, ...schema } = withoutText(input.properties?.[name] ?? {})
  const isRequired = place === 'path' || isWanted(name, input)
  return {
    name,
    in: place,
    ...(description === undefined ? {} : { description }),
    ...(isRequired ? { required: true } : {}),
    schema,
  }
}

function describeBody(operation: OperationType, input: JsonSchema, fields: readonly string[]) {
  if (operation.body === 'stream') {
    const content = { 'application/octet-stream': {} }
    return { requestBody: { description: 'The content, as it is.', required: true, content } }
  }
  if (fields.length === 0) return {}
  const required = fields.filter((field) => isWanted(field, input))
  const properties = Object.fromEntries(
    fields.map((field) => [field, withoutText(input.properties?.[field] ?? {})]),
  )
  const schema = {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
  const content = { 'application/json': { schema } }
  return { requestBody: { ...(required.length === 0 ? {} : { required: true }), content } }
}

const isWanted = (field: string, { required = [], properties = {} }: JsonSchema) =>
  required.includes(field) && properties[field]?.default === undefined

function describeAnswer(operation: OperationType, schemas: NamedSchemas): Json {
  const output = schemas.take(describeOutput(operation))
  if (operation.answer === 'stream') {
    const headers = Object.entries(output.properties ?? {}).map(
      ([field, { description, ...schema }]) => [
        `x-${field.replaceAll('_', '-')}`,
        { ...(description === undefined ? {} : { description }), schema },
      ],
    )
    return {
      description: 'The content, as it is.',
      headers: Object.fromEntries(headers),
      content: { 'application/octet-stream': {} },
    }
  }
  const schema = schemas.name(output)
  return {
    description: output.description ?? operation.about,
    content: { 'application/json': { schema } },
  }
}

/** Schemas that have names are written once. */
class NamedSchemas {
  readonly #found = new Map<string, JsonSchema>()

  /** A schema whose definitions are taken over, and referred to where they are now. */
  take({ $defs = {}, ...schema }: JsonSchema): JsonSchema {
    for (const [name, definition] of Object.entries($defs)) this.#add(name, move(definition))
    return move(schema)
  }

  /** A reference to a schema that has a name, or the schema itself. */
  name({ id, ...schema }: JsonSchema): JsonSchema {
    if (id === undefined) return schema
    this.#add(id, schema)
    return { $ref: `#/components/schemas/${id}` }
  }

  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#found].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #add(name: string, { id: _id, ...schema }: JsonSchema): void {
    const known = this.#found.get(name)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new TypeError(`Two schemas are called ${name}.`)
    }
    this.#found.set(name, schema)
  }
}

/** A schema with its references where components are. */
function move(schema: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'),
  )
}
