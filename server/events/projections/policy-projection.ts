/** Tokens, flags, sets of policies and heads of verdicts, as the ledger tells of them. */
import type { KnownEvents } from '../../../engine/telemetry/event-types.ts'
import type { Transaction } from '../../storage/database.ts'
import {
  insertPolicySet,
  insertToken,
  revokeToken,
  writeFlag,
} from '../../storage/policy-tables.ts'
import { insertStretch } from '../../storage/verdict-tables.ts'
import type { Delivery } from '../consumer.ts'
import type { Projection } from './projection.ts'

/** Events that are written here. */
type Name =
  | 'token.created'
  | 'token.revoked'
  | 'flag.changed'
  | 'policies.changed'
  | 'policy.verdicts.headed'

/** What is read of an envelope. */
interface Told<N extends Name> {
  readonly seq: number
  readonly atMs: number
  readonly data: KnownEvents[N]['data']
}

const WRITES: { readonly [N in Name]: (work: Transaction, told: Told<N>) => Promise<void> } = {
  'token.created': (work, { data, atMs }) =>
    insertToken(work, {
      ...{ id: data.token_id, name: data.name, scopes: data.scopes.join(' ') },
      ...{ secret_sha256: data.secret_sha256, expires_at_ms: data.expires_at_ms },
      ...{ created_at_ms: atMs, created_by: data.by },
    }),
  'token.revoked': (work, { data, atMs }) =>
    revokeToken(work, { id: data.token_id, atMs, by: data.by }),
  'flag.changed': (work, { data: { flag, is_on, by, reason }, atMs }) =>
    writeFlag(work, { name: flag, is_on, changed_at_ms: atMs, changed_by: by, reason }),
  'policies.changed': (work, { data: { policy_set_sha256, text, by, reason }, atMs, seq }) =>
    insertPolicySet(work, seq, {
      ...{ policy_set_sha256, policies: text, changed_at_ms: atMs, changed_by: by, reason },
    }),
  'policy.verdicts.headed': (work, { data }) => {
    const { chain_id, first, count, head_sha256, signature, key } = data
    return insertStretch(work, { chain_id, first, verdicts: count, head_sha256, signature, key })
  },
}

export const POLICY_PROJECTION: Projection = Object.freeze({
  name: 'policy',
  pattern: '#',
  tables: Object.freeze(['tokens', 'flags', 'policy_sets', 'verdict_stretches']),
  async handle({ seq, event }: Delivery, transaction: Transaction) {
    const { type, data, time } = event
    if (typeof type !== 'string' || !Object.hasOwn(WRITES, type)) return
    // It was checked when it was put on record.
    const told = { seq, atMs: Date.parse(String(time)), data }
    await WRITES[type as Name](transaction, told as never)
  },
})
