/** Making a token: what goes on record of it, and what its holder is given. */
import type { Scope } from '../../engine/resources/operation.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { formatToken, hashSecret, makeToken } from './token-text.ts'

/** The event that a token is made by. */
export type TokenCreated = RecordEvent & { readonly name: 'token.created' }

export interface NewToken {
  readonly id: string
  /** As its holder keeps it; told once. */
  readonly token: string
  /** To be put on record: from then on it counts. */
  readonly event: TokenCreated
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
    event: {
      kind: 'record',
      name: 'token.created',
      idempotencyKey: `token/${parts.id}`,
      data: {
        ...{ token_id: parts.id, name, scopes: [...new Set(scopes)] },
        secret_sha256: hashSecret(parts.secret),
        ...(expiresAtMs === undefined ? {} : { expires_at_ms: expiresAtMs }),
        by,
      },
    },
  }
}
