/** From the policies of a scenario to what decides about its spawns. */
import type { Cedar } from './cedar.ts'
import { openAuthorizer } from './open-authorizer.ts'
import type { PolicyDocument } from './policy-schema.ts'
import type { PolicySource } from './policy-source.ts'
import { SpawnPolicy } from './spawn-policy.ts'

/**
 * Opens the policies of a document; without one, nobody spawns anything. Whoever asked for the
 * policy disposes of it.
 *
 * @param loadCedar is only called when the document has a text of policies.
 * @throws {PolicyLimitError} when there is too much of something.
 * @throws {PolicyInvalidError} with the faults of all policies.
 * @throws {PolicyEngineError} when Cedar fails or cannot be loaded.
 */
export async function openSpawnPolicy(
  document: (PolicyDocument & Pick<PolicySource, 'zones'>) | undefined,
  loadCedar: () => Promise<Cedar>,
): Promise<SpawnPolicy> {
  const authorizer = await openAuthorizer(document ?? {}, loadCedar)
  return new SpawnPolicy({
    authorizer,
    capacity: document?.capacity,
    capacities: document?.capacities,
  })
}
