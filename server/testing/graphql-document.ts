/** GraphQL documents of operations and inputs. */
import { getNamedType, isObjectType } from 'graphql'
import type { OperationType } from '../../engine/resources/operation.ts'
import { buildGraphqlSchema, fieldOf } from '../api/graphql/build-graphql-schema.ts'
import type { Input } from './any-input.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** A document that asks an operation with an input, written out, and looks at nothing but that it was answered. */
export function buildGraphqlDocument(
  operations: readonly OperationType[],
  operation: OperationType,
  input: Input,
): string {
  const args = Object.entries(input)
    .filter(([name]) => NAME.test(name))
    .map(([name, value]) => `${name}: ${literal(value)}`)
  const field = fieldOf(operation)
  const selection = hasFields(operations, field) ? ' { __typename }' : ''
  return `{ ${field}${args.length === 0 ? '' : `(${args.join(', ')})`}${selection} }`
}

const known = new WeakMap<readonly OperationType[], ReturnType<typeof buildGraphqlSchema>>()

function hasFields(operations: readonly OperationType[], field: string): boolean {
  const schema = known.get(operations) ?? buildGraphqlSchema(operations)
  known.set(operations, schema)
  return isObjectType(getNamedType(schema.getQueryType()!.getFields()[field]!.type))
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([name]) => NAME.test(name))
  return `{${fields.map(([name, each]) => `${name}: ${literal(each)}`).join(', ')}}`
}
