/** Policies that were read and checked: frozen data that an authorizer runs. */
import { createSha256 } from '../math/sha256.ts'
import { type CoordinateUse, findCoordinateUse } from './coordinate-use.ts'
import type { PolicyFault } from './errors.ts'
import type { AttributeType } from './spawn-request.ts'
import { buildSpawnSchema } from './spawn-schema.ts'

/** One policy. */
export interface LoadedPolicy {
  readonly id: string
  readonly text: string
}

/** A policy with its `when` and `unless`, in Cedar's JSON form. */
export interface ParsedPolicy extends LoadedPolicy {
  readonly conditions: readonly unknown[]
}

/** Policies that fit each other and the schema. */
export interface PolicySet {
  /** SHA-256 of the schema and all policies with their ids: 64 lower-case hexadecimal digits. */
  readonly version: string
  /** In the order in which they were given. */
  readonly policies: readonly LoadedPolicy[]
  readonly attributes: Readonly<Record<string, AttributeType>>
  /** The Cedar schema they were checked against. */
  readonly schema: string
  readonly coordinates: CoordinateUse
  /** What is allowed but looks like a slip, such as a policy that can never apply. */
  readonly warnings: readonly PolicyFault[]
}

/** Puts together policies whose text was found good. */
export async function buildPolicySet(
  attributes: Readonly<Record<string, AttributeType>>,
  parsed: readonly ParsedPolicy[],
  warnings: readonly PolicyFault[] = [],
): Promise<PolicySet> {
  const schema = buildSpawnSchema(attributes)
  const policies = parsed.map(({ id, text }) => Object.freeze({ id, text }))
  return Object.freeze({
    version: await hashPolicies(schema, policies),
    policies: Object.freeze(policies),
    attributes,
    schema,
    coordinates: findCoordinateUse(parsed.flatMap(({ conditions }) => conditions)),
    warnings,
  })
}

async function hashPolicies(schema: string, policies: readonly LoadedPolicy[]): Promise<string> {
  const hash = await createSha256()
  const parts = [schema, policies.map(({ id, text }) => [id, text])]
  hash.update(new TextEncoder().encode(JSON.stringify(parts)))
  return hash.digestHex()
}
