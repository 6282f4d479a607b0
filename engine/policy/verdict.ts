/**
 * What policies say to a spawn, and why.
 *
 * The two codes are the contract's errors `:zone_full` and `{:policy_denied, reason}`.
 */

/** The bit may be spawned. */
export interface AllowVerdict {
  readonly decision: 'allow'
  readonly reason: string
  /** Ids of the policies that decided, in the order in which they were written. */
  readonly policies: readonly string[]
}

/** The bit may not be spawned. */
export interface DenyVerdict {
  readonly decision: 'deny'
  readonly code: 'zone_full' | 'policy_denied'
  /** Half a sentence without its full stop. */
  readonly reason: string
  /** Ids of the policies that decided; none where nothing permits, or where a zone is full. */
  readonly policies: readonly string[]
}

export type Verdict = AllowVerdict | DenyVerdict

/** So many ids are named in a reason. */
const MAX_NAMED_POLICIES = 4

/** A verdict in favor, frozen since it is shared. */
export function buildAllow(reason: string, policies: readonly string[] = []): AllowVerdict {
  return Object.freeze({ decision: 'allow', reason, policies: Object.freeze([...policies]) })
}

/** A verdict against, frozen since it is shared. */
export function buildDeny(
  code: DenyVerdict['code'],
  reason: string,
  policies: readonly string[] = [],
): DenyVerdict {
  return Object.freeze({ decision: 'deny', code, reason, policies: Object.freeze([...policies]) })
}

/** Names policies in a sentence: `policy "a" and policy "b"`, and how many more there are. */
export function namePolicies(ids: readonly string[]): string {
  const named = ids.slice(0, MAX_NAMED_POLICIES).map((id) => `policy ${JSON.stringify(id)}`)
  const more = ids.length - named.length
  if (more > 0) return `${named.join(', ')} and ${more} more`
  const last = named.pop() ?? ''
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`
}

/** The verdict of policies that permit. */
export function buildPermitted(ids: readonly string[]): AllowVerdict {
  return buildAllow(`permitted by ${namePolicies(ids)}`, ids)
}

/** The verdict where nobody decides: what no policy permits is denied. */
export function buildNotPermitted(policyCount: number): DenyVerdict {
  const reason =
    policyCount === 0
      ? 'no policies are given, and what none permits is denied'
      : 'no policy permits it'
  return buildDeny('policy_denied', reason)
}
