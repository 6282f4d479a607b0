/** What the inputs and outputs of operations look like, in JSON Schema: for surfaces that are made of that. */
import { z } from 'zod'
import type { OperationType } from '../../engine/resources/operation.ts'

/** As much of JSON Schema as zod writes. */
export interface JsonSchema {
  readonly $ref?: string
  readonly id?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** What a caller says. */
export function describeInput({ input }: Pick<OperationType, 'input'>): JsonSchema {
  return withoutDraft(z.toJSONSchema(input, { io: 'input' }))
}

/** What a caller is answered; schemas that have a name are under `$defs`, by it. */
export function describeOutput({ output }: Pick<OperationType, 'output'>): JsonSchema {
  return withoutDraft(z.toJSONSchema(output, { io: 'output' }))
}

/** Fields of the input that are lists: one of them in a query string is a list of one. */
export function listFieldsOf(operation: OperationType): ReadonlySet<string> {
  const fields = Object.entries(describeInput(operation).properties ?? {})
  return new Set(fields.filter(([, { type }]) => type === 'array').map(([name]) => name))
}

/** Fields of a path. */
export function pathFieldsOf({ path }: Pick<OperationType, 'path'>): readonly string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
}

function withoutDraft({ $schema: _draft, ...schema }: Record<string, unknown>): JsonSchema {
  return schema as JsonSchema
}
