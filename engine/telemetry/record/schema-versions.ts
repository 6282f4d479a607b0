/**
 * A version of a kind of record stands for one schema, for as long as there are ledgers that have it. Schemas that
 * were published are kept in a file; one that changes without a new version is a fault, unless all that its readers
 * knew before still holds: within a version only fields that need not be there may be added.
 */
import { canonicalJson, type JsonValue } from '../../ledger/canonical-json.ts'
import { buildDataSchema } from './record-schema.ts'
import type { RecordType } from './record-type.ts'

/** Schemas by name and version: `ca.run.completed:1`. */
export type PublishedSchemas = Readonly<Record<string, Record<string, unknown>>>

/** The schemas of kinds of records as they are now, beside those of earlier versions. */
export function publishSchemas(
  types: readonly RecordType[],
  before: PublishedSchemas,
): PublishedSchemas {
  const now = types.map((type) => [keyOf(type), buildDataSchema(type)] as const)
  const all = Object.entries({ ...before, ...Object.fromEntries(now) })
  return Object.fromEntries(all.sort(([first], [second]) => (first < second ? -1 : 1)))
}

/** What readers of published schemas would no longer understand, as sentences. */
export function findVersionFaults(
  types: readonly RecordType[],
  published: PublishedSchemas,
): readonly string[] {
  const gone = Object.keys(published)
    .map((key) => key.slice(0, key.lastIndexOf(':')))
    .filter((name) => !types.some((type) => type.name === name))
  const faults = types.flatMap((type) => {
    const before = published[keyOf(type)]
    if (before === undefined) return findSkipped(type, published)
    const problem = findBreak(before as Schema, buildDataSchema(type) as Schema)
    return problem === undefined
      ? []
      : [`${keyOf(type)} was published, and ${problem}: raise its version`]
  })
  return [
    ...faults,
    ...[...new Set(gone)].map((name) => `${name} was published, and is registered no longer`),
  ]
}

const keyOf = ({ name, version }: RecordType) => `${name}:${version}`

/** Versions are counted by ones. */
function findSkipped({ name, version }: RecordType, published: PublishedSchemas): string[] {
  if (version === 1 || `${name}:${version - 1}` in published) return []
  return [`${name}:${version} comes before version ${version - 1} was published`]
}

interface Schema {
  readonly properties?: Readonly<Record<string, JsonValue>>
  readonly required?: readonly string[]
}

function findBreak(before: Schema, now: Schema): string | undefined {
  const fields = before.properties ?? {}
  for (const [name, schema] of Object.entries(fields)) {
    const other = now.properties?.[name]
    if (other === undefined) return `its field ${name} is gone`
    if (canonicalJson(bare(other)) !== canonicalJson(bare(schema))) {
      return `its field ${name} is another`
    }
  }
  const required = now.required ?? []
  const missing = (before.required ?? []).find((name) => !required.includes(name))
  if (missing !== undefined) return `its field ${missing} need not be there any more`
  const added = required.find((name) => !(before.required ?? []).includes(name))
  return added === undefined ? undefined : `its field ${added} has to be there now`
}

/** A description may become better. */
function bare(schema: JsonValue): JsonValue {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const { description: _described, ...rest } = schema as Record<string, JsonValue>
  return rest
}
