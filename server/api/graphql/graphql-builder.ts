/** The builder of the GraphQL schema: its scalars, and what a request brings along. */
import SchemaBuilder from '@pothos/core'
import { GraphQLError } from 'graphql'

/** What the fields of a request ask. */
export interface AskContext {
  ask(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown>
}

/** Types of the schema, as the builder has them. */
export type GraphqlTypes = PothosSchemaTypes.ExtendDefaultTypes<{
  Context: AskContext
  Scalars: {
    SafeInt: { Input: number; Output: unknown }
    JSON: { Input: unknown; Output: unknown }
  }
}>

/** Makes a builder without types but scalars. */
export function createGraphqlBuilder() {
  const builder = new SchemaBuilder<{
    Context: AskContext
    Scalars: {
      SafeInt: { Input: number; Output: unknown }
      JSON: { Input: unknown; Output: unknown }
    }
  }>({})
  builder.scalarType('SafeInt', {
    description: 'A whole number from -(2^53 - 1) to 2^53 - 1: Int has 32 bits only.',
    serialize: (value) => value,
    parseValue: readSafeInt,
  })
  builder.scalarType('JSON', {
    description: 'Any value of JSON.',
    serialize: (value) => value,
    parseValue: (value) => value,
  })
  return builder
}

export type GraphqlBuilder = ReturnType<typeof createGraphqlBuilder>

function readSafeInt(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new GraphQLError('A SafeInt is a whole number from -(2^53 - 1) to 2^53 - 1.')
}
