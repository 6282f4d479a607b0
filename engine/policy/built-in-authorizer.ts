/**
 * Decides by built-in policies alone, without Cedar, which would be a megabyte to fetch for a yes
 * or a no that is known beforehand. Its verdicts are those that Cedar gives.
 */
import type { Authorizer } from './authorizer.ts'
import { buildPolicySet } from './policy-set.ts'
import { BUILT_IN_POLICIES, type PolicySource } from './policy-source.ts'
import { findRequestFault } from './spawn-request.ts'
import { buildDeny, buildNotPermitted, buildPermitted } from './verdict.ts'

/** Makes an authorizer for a source whose text, if it has one, is not looked at. */
export async function createBuiltInAuthorizer(source: PolicySource): Promise<Authorizer> {
  const used = source.use ?? []
  // None of them has a condition.
  const parsed = used.map((id) => ({ id, text: BUILT_IN_POLICIES[id], conditions: [] }))
  const policies = await buildPolicySet(Object.freeze({ ...source.attributes }), parsed)
  const verdict = used.length === 0 ? buildNotPermitted(0) : buildPermitted(used)
  let isDisposed = false
  return {
    policies,
    decide(request) {
      if (isDisposed) return buildDeny('policy_denied', 'the policies were closed')
      const fault = findRequestFault(request, policies.attributes)
      return fault === undefined ? verdict : buildDeny('policy_denied', fault)
    },
    dispose() {
      isDisposed = true
    },
  }
}
