/** Who a token is. */
import type { TokenRow } from '../storage/policy-tables.ts'
import { ANONYMOUS, type Principal } from './gate.ts'
import { isSecretOf, parseAuthorization } from './token-text.ts'

/** What no secret has for its hash, so that an id that is not known takes as long as one that is. */
const NOBODY = '0'.repeat(64)

/** The principal of a header `Authorization`; `ANONYMOUS` where it has no token that counts. */
export function findPrincipal(
  tokens: ReadonlyMap<string, TokenRow>,
  header: string,
  nowMs: number,
): Principal {
  const parts = parseAuthorization(header)
  if (parts === undefined) return ANONYMOUS
  const token = tokens.get(parts.id)
  const isKnown = isSecretOf(parts.secret, token?.secret_sha256 ?? NOBODY)
  if (!isKnown || token === undefined || !isValid(token, nowMs)) return ANONYMOUS
  return Object.freeze({
    id: token.id,
    scopes: Object.freeze(token.scopes.split(' ').filter(Boolean)),
  })
}

/** Whether a token counts at a time. */
export function isValid(
  { expires_at_ms, revoked_at_ms }: Pick<TokenRow, 'expires_at_ms' | 'revoked_at_ms'>,
  nowMs: number,
): boolean {
  return revoked_at_ms === undefined && (expires_at_ms === undefined || nowMs < expires_at_ms)
}
