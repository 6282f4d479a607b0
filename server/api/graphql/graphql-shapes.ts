/** What JSON Schemas of inputs and outputs are in GraphQL. */
import type { JsonSchema } from '../input-shape.ts'

/** A scalar, or an object that has fields; one, or a list of them. */
export interface Shape {
  readonly isList: boolean
  readonly item: ScalarName | ObjectShape
}

export type ScalarName = 'SafeInt' | 'Float' | 'Boolean' | 'String' | 'JSON'

export interface ObjectShape {
  /** The name of the type. */
  readonly name: string
  readonly schema: JsonSchema
}

type Definitions = Readonly<Record<string, JsonSchema>>

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/
const REFERENCE = /^#\/\$defs\/([^/]+)$/

/**
 * The shape of an output. Whatever GraphQL has no type for is JSON.
 *
 * @param name of its type, where it is an object without a name of its own.
 */
export function shapeOf(schema: JsonSchema, definitions: Definitions, name: string): Shape {
  const found = resolve(schema, definitions)
  if (found.type === 'array' && found.items !== undefined) {
    const { isList, item } = shapeOf(found.items, definitions, `${name}Item`)
    return { isList: true, item: isList ? 'JSON' : item }
  }
  if (!hasFields(found)) return { isList: false, item: scalarOf(found) }
  const own = nameOf(schema, found) ?? name
  return { isList: false, item: { name: own, schema: found } }
}

/** The shape of an input: a number may be asked for as text too, and is a number here. */
export function inputShapeOf(schema: JsonSchema): { isList: boolean; item: ScalarName } {
  if (schema.type === 'array' && schema.items !== undefined) {
    const { isList, item } = inputShapeOf(schema.items)
    return { isList: true, item: isList ? 'JSON' : item }
  }
  return { isList: false, item: scalarOf(withoutText(schema)) }
}

const WRITTEN: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean'])

/** A schema of a number, or of yes or no, that may be written as text: without the text. */
export function withoutText(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema
  const [first, second, ...others] = anyOf ?? []
  const isPair = WRITTEN.has(first?.type) && second?.type === 'string' && others.length === 0
  return isPair ? { ...first, ...rest } : schema
}

function scalarOf({ type, anyOf, const: only, enum: values }: JsonSchema): ScalarName {
  if (type === 'integer') return 'SafeInt'
  if (type === 'number') return 'Float'
  if (type === 'boolean') return 'Boolean'
  if (type === 'string' || typeof only === 'string') return 'String'
  if (values?.every((value) => typeof value === 'string')) return 'String'
  const kinds = new Set(anyOf?.map(scalarOf))
  return kinds.size === 1 ? [...kinds][0]! : 'JSON'
}

function hasFields({ type, properties }: JsonSchema): boolean {
  const names = Object.keys(properties ?? {})
  return type === 'object' && names.length > 0 && names.every((name) => NAME.test(name))
}

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = REFERENCE.exec(schema.$ref ?? '')?.[1]
  return name === undefined ? schema : (definitions[name] ?? {})
}

function nameOf(schema: JsonSchema, found: JsonSchema): string | undefined {
  const name = REFERENCE.exec(schema.$ref ?? '')?.[1] ?? found.id
  return name !== undefined && NAME.test(name) ? name : undefined
}

/** `ledger.status` as a type: `LedgerStatus`. */
export function pascal(name: string): string {
  return name
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
