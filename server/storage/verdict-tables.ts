/** Verdicts that are kept, and the heads of their stretches. */
import type { Database, Queries, Transaction } from './database.ts'
import type { Row } from './sql-values.ts'

export interface VerdictRow extends Row {
  readonly chain_id: string
  readonly number: number
  readonly at_ms: number
  readonly link: Uint8Array
  /** A line of JSON. */
  readonly record: string
}

/** A kept verdict with its place among those of all chains. */
export interface PlacedVerdictRow extends VerdictRow {
  readonly place: number
}

export interface StretchRow extends Row {
  readonly chain_id: string
  readonly first: number
  readonly verdicts: number
  readonly head_sha256: string
  readonly signature: string
  readonly key: string
}

const VERDICT = 'place, chain_id, number, at_ms, link, record'
const STRETCH = 'chain_id, first, verdicts, head_sha256, signature, key'

/** Keeps verdicts; those that are kept already are passed over. */
export async function insertVerdicts(queries: Queries, rows: readonly VerdictRow[]): Promise<void> {
  if (rows.length === 0) return
  await queries.query(
    `insert into verdicts (chain_id, number, at_ms, link, record)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[], $5::text[])
     on conflict do nothing`,
    [
      rows.map((row) => row.chain_id),
      rows.map((row) => row.number),
      rows.map((row) => row.at_ms),
      rows.map((row) => row.link),
      rows.map((row) => row.record),
    ],
  )
}

/** When verdicts were given, in milliseconds since 1970, the ends included; any time where they are left out. */
export interface VerdictTimes {
  readonly since_ms?: number | undefined
  readonly until_ms?: number | undefined
}

const WITHIN = 'at_ms between coalesce($3::bigint, 0) and coalesce($4::bigint, 9007199254740991)'

/** The newest verdicts of all chains before a place, the newest first. */
export async function selectVerdictsBefore(
  queries: Queries,
  place: number,
  count: number,
  { since_ms, until_ms }: VerdictTimes = {},
): Promise<readonly PlacedVerdictRow[]> {
  return await queries.query<PlacedVerdictRow>(
    `select ${VERDICT} from verdicts where place < $1 and ${WITHIN} order by place desc limit $2`,
    [place, count, since_ms, until_ms],
  )
}

/** Verdicts of all chains behind a place, the oldest first. */
export async function selectVerdictsAfter(
  queries: Queries,
  place: number,
  count: number,
  { since_ms, until_ms }: VerdictTimes = {},
): Promise<readonly PlacedVerdictRow[]> {
  return await queries.query<PlacedVerdictRow>(
    `select ${VERDICT} from verdicts where place > $1 and ${WITHIN} order by place limit $2`,
    [place, count, since_ms, until_ms],
  )
}

/** Verdicts of one chain from a number on, in order. */
export async function selectChain(
  queries: Queries,
  chainId: string,
  from: number,
  count: number,
): Promise<readonly VerdictRow[]> {
  return await queries.query<VerdictRow>(
    `select ${VERDICT} from verdicts where chain_id = $1 and number >= $2 order by number limit $3`,
    [chainId, from, count],
  )
}

/** Those of some verdicts that are kept, by their chains and numbers, which stand beside each other. */
export async function selectVerdictsAt(
  queries: Queries,
  chainIds: readonly string[],
  numbers: readonly number[],
): Promise<readonly VerdictRow[]> {
  return await queries.query<VerdictRow>(
    `select ${VERDICT} from verdicts
     join unnest($1::text[], $2::bigint[]) as wanted (chain_id, number) using (chain_id, number)`,
    [chainIds, numbers],
  )
}

/** How many verdicts are kept. */
export async function countVerdicts(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ kept: number }>('select count(*)::int as kept from verdicts')
  return row!.kept
}

export interface ChainRow extends Row {
  readonly chain_id: string
  /** The numbers of the first and of the last that are kept. */
  readonly first: number
  readonly last: number
  /** How many are kept. */
  readonly verdicts: number
}

/** The chains of which verdicts are kept. */
export async function selectChains(queries: Queries): Promise<readonly ChainRow[]> {
  return await queries.query<ChainRow>(
    `select chain_id, min(number) as first, max(number) as last, count(*)::int as verdicts
     from verdicts group by chain_id order by min(place)`,
  )
}

/** Adds a head. */
export async function insertStretch(transaction: Transaction, row: StretchRow): Promise<void> {
  const { chain_id, first, verdicts, head_sha256, signature, key } = row
  await transaction.query(
    `insert into verdict_stretches (${STRETCH}) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [chain_id, first, verdicts, head_sha256, signature, key],
  )
}

/**
 * Drops the oldest verdicts where more than `limit` are kept: complete stretches alone, and what is older than these
 * of chains that ended without a head. Gives how many were dropped.
 */
export async function dropOldVerdicts(database: Database, limit: number): Promise<number> {
  return await database.transaction(async (transaction) => {
    const [edge] = await transaction.query<{ place: number }>(
      'select place from verdicts order by place desc offset $1 limit 1',
      [limit],
    )
    if (edge === undefined) return 0
    // A stretch goes as a whole: when its last verdict is beyond the edge.
    const [row] = await transaction.query<{ dropped: number }>(
      `with complete as (
         select s.chain_id, s.first, s.verdicts from verdict_stretches s
         join verdicts v on v.chain_id = s.chain_id and v.number = s.first + s.verdicts - 1
         where v.place <= $1
       ), dropped as (
         delete from verdicts v where v.place <= $1 and (
           exists (select 1 from complete c where c.chain_id = v.chain_id
             and v.number >= c.first and v.number < c.first + c.verdicts)
           or not exists (select 1 from verdict_stretches s where s.chain_id = v.chain_id
             and v.number < s.first + s.verdicts)
           and not exists (select 1 from verdicts w where w.chain_id = v.chain_id and w.place > $1)
         ) returning 1
       ) select count(*)::int as dropped from dropped`,
      [edge.place],
    )
    return row!.dropped
  })
}
