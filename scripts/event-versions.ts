/**
 * The gate of versions: a type of event that has been published under a version keeps its fields.
 *
 * `scenarios/event-versions.json` has the hash of each schema, by name and version, and
 * `scenarios/event.schema.json` the schemas themselves. Within a version only fields that may be absent can be
 * added; whoever reads old events must know what they meant, so anything else wants a version of its own.
 * Descriptions may be mended: they change nothing of what is valid.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { describeData } from '../engine/telemetry/event-schema.ts'
import type { EventType } from '../engine/telemetry/event-type.ts'

/** One version of a type as it was accepted. */
export interface AcceptedVersion {
  readonly name: string
  readonly version: number
  /** SHA-256 of its schema without descriptions, keys in order. */
  readonly sha256: string
}

/** An accepted version with its schema. */
export interface EventSchema extends AcceptedVersion {
  readonly schema: unknown
}

/** What is to be done about a version. */
export interface VersionProblem {
  readonly name: string
  readonly version: number
  /** Whether `npm run schemas` puts it right; else the source must change. */
  readonly isAcceptable: boolean
  readonly message: string
}

/** The schema of what a type tells, without words for people. */
export function describeVersion(type: EventType): EventSchema {
  const { name, version } = type
  const schema = toPlainSchema(z.toJSONSchema(describeData(type), { io: 'input' }))
  return { name, version, sha256: hashSchema(schema), schema }
}

/** SHA-256 of a plain schema. */
export function hashSchema(schema: unknown): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex')
}

/** A schema without descriptions, its keys in order. */
export function toPlainSchema(schema: unknown, isOfFields = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => toPlainSchema(each))
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema)
    // Among the names of fields, `description` is a field.
    .filter(([key]) => isOfFields || (key !== 'description' && key !== '$schema'))
    .map(
      ([key, value]) => [key, toPlainSchema(value, key === 'properties' && !isOfFields)] as const,
    )
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const versionsSchema = z.strictObject({
  versions: z.array(
    z.strictObject({ name: z.string(), version: z.int(), sha256: z.string().length(64) }),
  ),
})

const linesSchema = z.object({
  $defs: z.record(
    z.string(),
    z.object({ properties: z.looseObject({ data: z.unknown().optional() }) }),
  ),
})

/** Reads what was accepted, from the folder of scenarios; nothing where there are no such files yet. */
export async function readAccepted(folder: URL): Promise<{
  readonly accepted: readonly AcceptedVersion[]
  readonly schemas: ReadonlyMap<string, unknown>
}> {
  const read = async (name: string) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))
  const file = new URL('event-versions.json', folder)
  if (!existsSync(file)) return { accepted: [], schemas: new Map() }
  const { versions } = versionsSchema.parse(await read('event-versions.json'))
  const { $defs } = linesSchema.parse(await read('event.schema.json'))
  const schemas = Object.entries($defs).map(
    ([key, { properties }]) => [key, toPlainSchema(properties.data)] as const,
  )
  return { accepted: versions, schemas: new Map(schemas) }
}

/**
 * Compares what is registered with what was accepted.
 *
 * @param accepted of `event-versions.json`.
 * @param before the accepted schemas by `name.vVERSION`, of `event.schema.json`; plain.
 */
export function compareVersions(
  types: readonly EventType[],
  accepted: readonly AcceptedVersion[],
  before: ReadonlyMap<string, unknown>,
): readonly VersionProblem[] {
  const now = new Map(types.map(describeVersion).map((each) => [keyOf(each), each]))
  const was = new Map(accepted.map((each) => [keyOf(each), each]))
  const problems: VersionProblem[] = []
  const tell = ({ name, version }: AcceptedVersion, isAcceptable: boolean, message: string) =>
    problems.push({
      name,
      version,
      isAcceptable,
      message: `${name}, version ${version}: ${message}`,
    })
  for (const old of accepted) {
    const found = now.get(keyOf(old))
    if (found === undefined) {
      tell(
        old,
        false,
        'it is no longer registered; what was recorded must stay readable: put it back',
      )
    } else if (found.sha256 !== old.sha256) {
      const changes = listChanges(old, found, before.get(keyOf(old)))
      if (changes.length === 0)
        tell(old, true, 'fields that may be absent were added: run npm run schemas')
      else {
        const advice = `register this as version ${old.version + 1} and put version ${old.version} back`
        tell(old, false, `its fields changed (${changes.join('; ')}): ${advice}`)
      }
    }
  }
  for (const found of now.values()) {
    if (!was.has(keyOf(found))) tell(found, true, 'it is new: run npm run schemas')
  }
  return problems
}

const keyOf = ({ name, version }: AcceptedVersion) => `${name}.v${version}`

function listChanges(old: AcceptedVersion, { schema }: EventSchema, before: unknown): string[] {
  if (before === undefined || hashSchema(before) !== old.sha256) {
    return ['what was accepted is not in scenarios/event.schema.json']
  }
  return [...diffSchemas(before, schema, '')].slice(0, 5)
}

/** What differs between two schemas beside fields that may be absent and are new. */
function* diffSchemas(before: unknown, after: unknown, path: string): Generator<string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return
  if (!isObject(before) || !isObject(after)) {
    yield `${path || 'it'} is another`
    return
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (key === 'properties' && isObject(was) && isObject(is)) yield* diffFields(was, is, path)
    else yield* diffSchemas(was, is, path === '' ? key : `${path}.${key}`)
  }
}

function* diffFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: string,
): Generator<string> {
  for (const [field, was] of Object.entries(before)) {
    const where = path === '' ? field : `${path}.${field}`
    if (!Object.hasOwn(after, field)) yield `${where} is gone`
    else yield* diffSchemas(was, after[field], where)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
