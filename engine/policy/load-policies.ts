/**
 * Reads policies about spawns: their text against the schema of spawns, and what they look at. The outcome is frozen
 * data that an authorizer runs.
 */
import type { Cedar } from './cedar.ts'
import type { PolicyFault } from './errors.ts'
import { findNamedZones } from './named-zones.ts'
import { buildPolicySet, type PolicySet } from './policy-set.ts'
import { BUILT_IN_POLICIES, type PolicySource } from './policy-source.ts'
import {
  MAX_POLICY_ID_LETTERS,
  type PolicyDraft,
  readPolicyText,
  shorten,
} from './read-policy-text.ts'
import { buildSpawnSchema } from './spawn-schema.ts'
import { positionAt } from './text-position.ts'

/**
 * Reads a source of policies. A source without any is read too: it denies everything.
 *
 * @throws {PolicyLimitError} when there is too much of something.
 * @throws {PolicyInvalidError} with the faults of all policies.
 * @throws {PolicyEngineError} when Cedar itself fails.
 */
export async function loadPolicies(cedar: Cedar, source: PolicySource): Promise<PolicySet> {
  const text = source.cedar ?? ''
  const attributes = Object.freeze({ ...source.attributes })
  const { drafts, warnings } = readPolicyText(cedar, {
    text,
    schema: buildSpawnSchema(attributes),
    builtIn: (source.use ?? []).map((id) => ({ id, text: BUILT_IN_POLICIES[id] })),
    findFaults: (found) => findZoneFaults(text, found, source.zones),
  })
  return buildPolicySet(attributes, drafts, warnings)
}

/** Names of zones that there are not. */
function findZoneFaults(
  text: string,
  drafts: readonly PolicyDraft[],
  zones: readonly string[] | undefined,
): PolicyFault[] {
  if (zones === undefined) return []
  const known = new Set(zones)
  const wanted = `the zones are ${zones.map((zone) => JSON.stringify(zone)).join(', ')}`
  return drafts.flatMap(({ id, start, json }) =>
    findNamedZones(json)
      .filter((zone) => !known.has(zone))
      .map((zone) => {
        const problem = shorten(`there is no zone ${JSON.stringify(zone.slice(0, 64))}; ${wanted}`)
        return { policy: id.slice(0, MAX_POLICY_ID_LETTERS), ...positionAt(text, start), problem }
      }),
  )
}
