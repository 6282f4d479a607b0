/** Tokens, feature flags and sets of policies, as events of record have made them. */
import type { Queries, Transaction } from './database.ts'
import type { Row } from './sql-values.ts'

export interface TokenRow extends Row {
  readonly id: string
  readonly name: string
  /** With spaces between them. */
  readonly scopes: string
  readonly secret_sha256: string
  readonly created_at_ms: number
  readonly created_by: string
  readonly expires_at_ms: number | undefined
  readonly revoked_at_ms: number | undefined
  readonly revoked_by: string | undefined
}

export interface FlagRow extends Row {
  readonly name: string
  readonly is_on: boolean
  readonly changed_at_ms: number
  readonly changed_by: string
  readonly reason: string
}

export interface PolicySetRow extends Row {
  readonly policy_set_sha256: string
  readonly policies: string
  readonly changed_at_ms: number
  readonly changed_by: string
  readonly reason: string
}

const TOKEN = `id, name, scopes, secret_sha256, created_at_ms, created_by, expires_at_ms, revoked_at_ms,
  revoked_by`

/** Adds a token; one that is there stays as it is. */
export async function insertToken(
  transaction: Transaction,
  token: Omit<TokenRow, 'revoked_at_ms' | 'revoked_by'>,
): Promise<void> {
  const { id, name, scopes, secret_sha256, created_at_ms, created_by, expires_at_ms } = token
  await transaction.query(
    `insert into tokens (id, name, scopes, secret_sha256, created_at_ms, created_by, expires_at_ms)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [id, name, scopes, secret_sha256, created_at_ms, created_by, expires_at_ms],
  )
}

/** Marks a token as revoked; the first time counts. */
export async function revokeToken(
  transaction: Transaction,
  { id, atMs, by }: { readonly id: string; readonly atMs: number; readonly by: string },
): Promise<void> {
  await transaction.query(
    `update tokens set revoked_at_ms = $2, revoked_by = $3 where id = $1 and revoked_at_ms is null`,
    [id, atMs, by],
  )
}

/** A token by its id; undefined where there is none. */
export async function readToken(queries: Queries, id: string): Promise<TokenRow | undefined> {
  return (await queries.query<TokenRow>(`select ${TOKEN} from tokens where id = $1`, [id]))[0]
}

/** Tokens by their ids, in order. */
export async function selectTokens(
  queries: Queries,
  after: string,
  count: number,
): Promise<readonly TokenRow[]> {
  return await queries.query<TokenRow>(
    `select ${TOKEN} from tokens where id > $1 order by id limit $2`,
    [after, count],
  )
}

/** Writes the state of a flag. */
export async function writeFlag(transaction: Transaction, flag: FlagRow): Promise<void> {
  const { name, is_on, changed_at_ms, changed_by, reason } = flag
  await transaction.query(
    `insert into flags (name, is_on, changed_at_ms, changed_by, reason) values ($1, $2, $3, $4, $5)
     on conflict (name) do update set is_on = excluded.is_on, changed_at_ms = excluded.changed_at_ms,
       changed_by = excluded.changed_by, reason = excluded.reason`,
    [name, is_on, changed_at_ms, changed_by, reason],
  )
}

/** All flags that were ever changed. */
export async function selectFlags(queries: Queries): Promise<readonly FlagRow[]> {
  return await queries.query<FlagRow>(
    'select name, is_on, changed_at_ms, changed_by, reason from flags order by name',
  )
}

/** Adds a set of policies, which is in force until the next. */
export async function insertPolicySet(
  transaction: Transaction,
  seq: number,
  set: PolicySetRow,
): Promise<void> {
  const { policy_set_sha256, policies, changed_at_ms, changed_by, reason } = set
  await transaction.query(
    `insert into policy_sets (seq, policy_set_sha256, policies, changed_at_ms, changed_by, reason)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [seq, policy_set_sha256, policies, changed_at_ms, changed_by, reason],
  )
}

/** The set of policies in force; undefined where none was ever put in. */
export async function readPolicySet(queries: Queries): Promise<PolicySetRow | undefined> {
  const [row] = await queries.query<PolicySetRow>(
    `select policy_set_sha256, policies, changed_at_ms, changed_by, reason
     from policy_sets order by seq desc limit 1`,
  )
  return row
}
