/** What decides about spawns by policies. */
import type { PolicySet } from './policy-set.ts'
import type { SpawnRequest } from './spawn-request.ts'
import type { Verdict } from './verdict.ts'

/** Decides by policies alone: it knows nothing of how full a zone is. */
export interface Authorizer {
  readonly policies: PolicySet
  /** The verdict on a request; the same request always has the same. What fails is denied. */
  decide(request: SpawnRequest): Verdict
  /** Lets go of what is kept for it. Afterwards everything is denied. */
  dispose(): void
}
