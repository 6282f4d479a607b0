/** The policies in force, as they are told. */
import type { InForce } from './governance.ts'

const MAX_WARNINGS = 128

export function describeInForce({ policies, policySet }: InForce) {
  return {
    ...{ policy_set_sha256: policies.sha256, text: policies.text },
    is_default: policySet === undefined,
    changed_at_ms: policySet?.changed_at_ms,
    changed_by: policySet?.changed_by,
    reason: policySet?.reason,
    warnings: policies.warnings.slice(0, MAX_WARNINGS).map(({ policy, line, column, problem }) => ({
      ...{ policy, line, column, problem: problem.slice(0, 1000) },
    })),
  }
}
