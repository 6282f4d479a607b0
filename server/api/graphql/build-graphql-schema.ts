/**
 * The GraphQL schema of a list of operations: a field for each query, typed as the operation is.
 *
 * Types are made of the JSON Schemas that zod writes of outputs. Any field may be null, since policies may mask it.
 * What belongs to one resource hangs together: a query that needs nothing but the subject of `noun.get` is also a
 * field of what that gives. There are no mutations: commands are of the other surfaces.
 */
import type { InputFieldMap } from '@pothos/core'
import type { GraphQLSchema } from 'graphql'
import type { OperationType } from '../../../engine/resources/operation.ts'
import { describeInput, describeOutput, type JsonSchema } from '../input-shape.ts'
import { createGraphqlBuilder, type GraphqlBuilder, type GraphqlTypes } from './graphql-builder.ts'
import { inputShapeOf, type ObjectShape, type Shape, shapeOf } from './graphql-shapes.ts'

type Fields = Readonly<Record<string, unknown>>
type ObjectFields = PothosSchemaTypes.ObjectFieldBuilder<GraphqlTypes, Fields>
type Arguments = Pick<ObjectFields, 'arg'>['arg']
type Definitions = Readonly<Record<string, JsonSchema>>

/** The name of the field that asks an operation: `ledger.status` is `ledger_status`. */
export const fieldOf = ({ name }: Pick<OperationType, 'name'>) => name.replaceAll('.', '_')

/** Operations that can be asked in GraphQL. */
export function listGraphqlOperations(operations: readonly OperationType[]) {
  return operations.filter(({ kind, answer }) => kind === 'query' && answer === undefined)
}

/** Names of fields that are calls of the desk, wherever they stand. */
export function listCallFields(operations: readonly OperationType[]): ReadonlySet<string> {
  const queries = listGraphqlOperations(operations)
  const links = queries.filter((each) => findHome(each, queries) !== undefined)
  return new Set([...queries.map(fieldOf), ...links.map(verbOf)])
}

/** Builds the schema. */
export function buildGraphqlSchema(operations: readonly OperationType[]): GraphQLSchema {
  const builder = createGraphqlBuilder()
  const queries = listGraphqlOperations(operations)
  const maker = new TypeMaker(builder, queries)
  builder.queryType({
    description: 'Whatever can be asked of the server without changing it.',
    fields: (t) =>
      Object.fromEntries(
        queries.map((operation) => {
          const fields = t as unknown as ObjectFields
          return [fieldOf(operation), maker.askField(fields, operation, undefined)]
        }),
      ) as never,
  })
  return builder.toSchema()
}

class TypeMaker {
  readonly #builder: GraphqlBuilder
  readonly #queries: readonly OperationType[]
  readonly #made = new Map<string, ReturnType<GraphqlBuilder['objectRef']>>()

  constructor(builder: GraphqlBuilder, queries: readonly OperationType[]) {
    this.#builder = builder
    this.#queries = queries
  }

  /** A field that calls the desk; below `home` it knows its subject from there. */
  askField(t: ObjectFields, operation: OperationType, home: string | undefined) {
    const output = describeOutput(operation)
    const shape = shapeOf(output, output.$defs ?? {}, pascal(operation.name))
    return this.#field(t, shape, output.$defs ?? {}, {
      description: operation.about,
      args: buildArguments(t.arg, operation, home),
      resolve: async (parent, given, context) => {
        const input = { ...given, ...(home === undefined ? {} : { [home]: parent[home] }) }
        return await context.ask(operation.name, input)
      },
    })
  }

  #field(
    t: ObjectFields,
    { isList, item }: Shape,
    definitions: Definitions,
    options: FieldOptions,
  ) {
    const type = (typeof item === 'string' ? item : this.#objectOf(item, definitions)) as 'JSON'
    return isList
      ? t.field({ ...options, type: [type], nullable: { list: true, items: true } } as never)
      : t.field({ ...options, type, nullable: true } as never)
  }

  #objectOf({ name, schema }: ObjectShape, definitions: Definitions) {
    const known = this.#made.get(name)
    if (known !== undefined) return known
    const made = this.#builder.objectRef<Fields>(name)
    this.#made.set(name, made as never)
    const links = this.#queries.filter((each) => this.#isLinkOf(each, name))
    made.implement({
      ...(schema.description === undefined ? {} : { description: schema.description }),
      fields: (t) => {
        const fields = t as unknown as ObjectFields
        const own = Object.entries(schema.properties ?? {}).map(([field, found]) => {
          const shape = shapeOf(found, definitions, name + pascal(field))
          const options = { resolve: async (parent: Fields) => parent[field] }
          const description =
            found.description === undefined ? {} : { description: found.description }
          return [field, this.#field(fields, shape, definitions, { ...options, ...description })]
        })
        const more = links
          .filter((each) => !Object.hasOwn(schema.properties ?? {}, verbOf(each)))
          .map((each) => [verbOf(each), this.askField(fields, each, each.subject)])
        return Object.fromEntries([...own, ...more])
      },
    })
    return made
  }

  #isLinkOf(operation: OperationType, type: string): boolean {
    const home = findHome(operation, this.#queries)
    if (home === undefined) return false
    const output = describeOutput(home)
    const { item } = shapeOf(output, output.$defs ?? {}, pascal(home.name))
    return typeof item !== 'string' && item.name === type
  }
}

interface FieldOptions {
  readonly description?: string
  readonly args?: InputFieldMap
  resolve(parent: Fields, given: Fields, context: GraphqlTypes['Context']): Promise<unknown>
}

/** The `get` of the noun of a query, where the query needs only what that has for a subject. */
function findHome(
  operation: OperationType,
  queries: readonly OperationType[],
): OperationType | undefined {
  const { name, subject } = operation
  if (subject === undefined || verbOf(operation) === 'get') return undefined
  const home = queries.find((each) => each.name === `${nounOf(name)}.get`)
  const required = requiredOf(operation)
  const isEnough = required.length === 1 && required[0] === subject
  return home?.subject === subject && isEnough ? home : undefined
}

const nounOf = (name: string) => name.slice(0, name.indexOf('.'))
const verbOf = ({ name }: Pick<OperationType, 'name'>) => name.slice(name.indexOf('.') + 1)

function requiredOf(operation: OperationType): readonly string[] {
  const { required = [], properties = {} } = describeInput(operation)
  return required.filter((field) => properties[field]?.default === undefined)
}

function buildArguments(
  arg: Arguments,
  operation: OperationType,
  home: string | undefined,
): InputFieldMap {
  const { properties = {} } = describeInput(operation)
  const required = requiredOf(operation)
  const args = Object.entries(properties)
    .filter(([field]) => field !== home)
    .map(([field, schema]) => {
      const { isList, item } = inputShapeOf(schema)
      const { description, default: standard } = schema
      const options = {
        type: isList ? [item] : item,
        required: required.includes(field),
        ...(description === undefined ? {} : { description }),
        ...(standard === undefined ? {} : { defaultValue: standard }),
      }
      return [field, arg(options as never)]
    })
  return Object.fromEntries(args)
}

/** `ledger.status` as a type: `LedgerStatus`. */
function pascal(name: string): string {
  return name
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
