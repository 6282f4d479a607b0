/** Making a token: what goes on record of it, and what its holder is given. */
import type { Scope } from '../../engine/resources/operation.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import { formatToken, hashSecret, makeToken } from './token-text.ts'

export interface NewToken {
  readonly id: string
  /** As its holder keeps it; told once. */
  readonly token: string
  /** The data of its event `token.created`: from when that is on record, the token counts. */
  readonly created: KnownEvents['token.created']['data']
}

/** Makes a token that counts when its event is on record. */
export function createToken({
  name,
  scopes,
  expiresAtMs,
  by,
}: {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAtMs?: number | undefined
  /** The principal. */
  readonly by: string
}): NewToken {
  const parts = makeToken()
  return {
    id: parts.id,
    token: formatToken(parts),
    created: {
      ...{ token_id: parts.id, name, scopes: [...new Set(scopes)] },
      secret_sha256: hashSecret(parts.secret),
      ...(expiresAtMs === undefined ? {} : { expires_at_ms: expiresAtMs }),
      by,
    },
  }
}
