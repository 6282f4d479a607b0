/** What the operations of policies, tokens and flags are done with. */
import type { PolicyGate } from '../../policy/policy-gate.ts'
import type { Database } from '../../storage/database.ts'

export interface PolicyHandlerDeps {
  readonly gate: PolicyGate
  readonly database: Database
  /** Milliseconds since 1970. */
  wallTimeMs(): number
}
