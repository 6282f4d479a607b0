/**
 * The GraphQL schema of a list of operations: a field for each query, typed as the operation is.
 *
 * Types are made of the JSON Schemas that zod writes of outputs. Any field may be null, since policies may mask it.
 * What belongs to a thing is a field of it (`links.ts`). There are no mutations: commands are of the other surfaces.
 */
import type { InputFieldMap } from '@pothos/core'
import type { GraphQLSchema } from 'graphql'
import type { OperationType } from '../../../engine/resources/operation.ts'
import { describeInput, describeOutput, type JsonSchema } from '../input-shape.ts'
import { createGraphqlBuilder, type GraphqlBuilder, type GraphqlTypes } from './graphql-builder.ts'
import { inputShapeOf, type ObjectShape, pascal, type Shape, shapeOf } from './graphql-shapes.ts'
import { type Link, listLinks, requiredOf } from './links.ts'

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
  return new Set([...queries.map(fieldOf), ...listLinks(queries).map(({ field }) => field)])
}

/** Builds the schema. */
export function buildGraphqlSchema(operations: readonly OperationType[]): GraphQLSchema {
  const builder = createGraphqlBuilder()
  const queries = listGraphqlOperations(operations)
  const maker = new TypeMaker(builder, listLinks(queries))
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
  readonly #links: readonly Link[]
  readonly #made = new Map<string, ReturnType<GraphqlBuilder['objectRef']>>()

  constructor(builder: GraphqlBuilder, links: readonly Link[]) {
    this.#builder = builder
    this.#links = links
  }

  /** A field that calls the desk; a link knows one of its arguments. */
  askField(t: ObjectFields, operation: OperationType, link: Link | undefined) {
    const output = describeOutput(operation)
    const shape = shapeOf(output, output.$defs ?? {}, pascal(operation.name))
    return this.#field(t, shape, output.$defs ?? {}, {
      description: operation.about,
      args: buildArguments(t.arg, operation, link?.known),
      resolve: async (parent, given, context) => {
        if (link === undefined) return await context.ask(operation.name, given)
        const known = link.find(parent)
        if (known === undefined) return null
        return await context.ask(operation.name, { ...given, [link.known]: known })
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
    const links = this.#links.filter(({ type }) => type === name)
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
          .filter(({ field }) => !Object.hasOwn(schema.properties ?? {}, field))
          .map((each) => [each.field, this.askField(fields, each.operation, each)])
        return Object.fromEntries([...own, ...more])
      },
    })
    return made
  }
}

interface FieldOptions {
  readonly description?: string
  readonly args?: InputFieldMap
  resolve(parent: Fields, given: Fields, context: GraphqlTypes['Context']): Promise<unknown>
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
