/** From a source of policies to what decides by them. */
import type { Authorizer } from './authorizer.ts'
import { createBuiltInAuthorizer } from './built-in-authorizer.ts'
import type { Cedar } from './cedar.ts'
import { createCedarAuthorizer } from './cedar-authorizer.ts'
import { loadPolicies } from './load-policies.ts'
import type { PolicySource } from './policy-source.ts'

/**
 * Opens policies. Whoever asked for the authorizer disposes of it.
 *
 * @param loadCedar is only called when the source has a text of its own.
 * @throws {PolicyLimitError} when there is too much of something.
 * @throws {PolicyInvalidError} with the faults of all policies.
 * @throws {PolicyEngineError} when Cedar fails or cannot be loaded.
 */
export async function openAuthorizer(
  source: PolicySource,
  loadCedar: () => Promise<Cedar>,
): Promise<Authorizer> {
  if ((source.cedar ?? '').trim() === '') return createBuiltInAuthorizer(source)
  const cedar = await loadCedar()
  return createCedarAuthorizer(cedar, await loadPolicies(cedar, source))
}
