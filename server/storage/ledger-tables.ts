/** The statements of the ledger that is kept in tables; `migrations/001-ledger.ts` makes them. */
import type { Queries, Transaction } from './database.ts'

/** Where the ledger stands. */
export interface LedgerHeadRow {
  /** The key of its checkpoints, `name+id+key`. */
  readonly verifierKey: string
  readonly size: number
  /** The group of the last entry, 0 where there is none. */
  readonly group: number
  /** Its leaf hash in hex, all 0 where there is none. */
  readonly previous: string
}

export interface LedgerEntryRow {
  readonly seq: number
  /** In quotes, as JSON has it. */
  readonly key: string
  readonly leafHash: Uint8Array
  readonly line: string
}

/** What a group adds. */
export interface LedgerGroup {
  readonly entries: readonly LedgerEntryRow[]
  /** Of the tree, in post-order. */
  readonly nodes: readonly Uint8Array[]
  /** Where the first of the nodes is. */
  readonly firstPlace: number
  readonly head: Pick<LedgerHeadRow, 'size' | 'group' | 'previous'>
}

const HEAD = 'verifier_key as "verifierKey", size, last_group as "group", previous'
const ENTRY = 'seq, key, leaf_hash as "leafHash", line'

/** Begins the ledger where there is none yet. */
export async function beginLedger(
  queries: Queries,
  { verifierKey, size, group, previous }: LedgerHeadRow,
): Promise<void> {
  await queries.query(
    `insert into ledger_head (verifier_key, size, last_group, previous) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [verifierKey, size, group, previous],
  )
}

/** Where the ledger stands; undefined where it was not begun. */
export async function readLedgerHead(queries: Queries): Promise<LedgerHeadRow | undefined> {
  return (await queries.query<LedgerHeadRow & RowOf>(`select ${HEAD} from ledger_head`))[0]
}

/**
 * Where the ledger stands, and lets nobody else add to it until the transaction ends. A server that is told not to
 * wait for its disk is told to wait for this transaction.
 */
export async function lockLedgerHead(transaction: Transaction): Promise<LedgerHeadRow | undefined> {
  const [row] = await transaction.query<LedgerHeadRow & RowOf>(
    `select ${HEAD}, set_config('synchronous_commit', case current_setting('synchronous_commit')
       when 'off' then 'on' else current_setting('synchronous_commit') end, true) as commit
     from ledger_head for update`,
  )
  return row
}

/** The places of keys that are taken, and the leaf hashes there. */
export async function findLedgerKeys(
  queries: Queries,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly seq: number; readonly leafHash: Uint8Array }>> {
  const rows = await queries.query<Omit<LedgerEntryRow, 'line'> & RowOf>(
    'select key, seq, leaf_hash as "leafHash" from ledger_entries where key = any($1::text[])',
    [keys],
  )
  return new Map(rows.map(({ key, seq, leafHash }) => [key, { seq, leafHash }]))
}

/** Adds a group; the head has to be locked. */
export async function addLedgerGroup(
  transaction: Transaction,
  { entries, nodes, firstPlace, head }: LedgerGroup,
): Promise<void> {
  await transaction.query(
    `with added_entries as (
       insert into ledger_entries (seq, key, leaf_hash, line)
       select * from unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[])
     ), added_nodes as (
       insert into ledger_nodes (place, hash)
       select $5::bigint + number - 1, hash
       from unnest($6::bytea[]) with ordinality as added (hash, number)
     )
     update ledger_head set size = $7, last_group = $8, previous = $9`,
    [
      entries.map(({ seq }) => seq),
      entries.map(({ key }) => key),
      entries.map(({ leafHash }) => leafHash),
      entries.map(({ line }) => line),
      firstPlace,
      nodes,
      head.size,
      head.group,
      head.previous,
    ],
  )
}

/** Entries in order, from one on and before another. */
export async function readLedgerEntries(
  queries: Queries,
  from: number,
  end: number,
): Promise<readonly LedgerEntryRow[]> {
  return await queries.query<LedgerEntryRow & RowOf>(
    `select ${ENTRY} from ledger_entries where seq >= $1 and seq < $2 order by seq`,
    [from, end],
  )
}

/** Leaf hashes of entries in order, from one on and before another. */
export async function readLeafHashes(
  queries: Queries,
  from: number,
  end: number,
): Promise<readonly Uint8Array[]> {
  const rows = await queries.query<{ leafHash: Uint8Array }>(
    `select leaf_hash as "leafHash" from ledger_entries where seq >= $1 and seq < $2 order by seq`,
    [from, end],
  )
  return rows.map(({ leafHash }) => leafHash)
}

/** The nodes at places, by their places; fewer where some are not there. */
export async function readLedgerNodes(
  queries: Queries,
  places: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const rows = await queries.query<{ place: number; hash: Uint8Array }>(
    'select place, hash from ledger_nodes where place = any($1::bigint[])',
    [places],
  )
  return new Map(rows.map(({ place, hash }) => [place, hash]))
}

/** Keeps a note, where none of its size is kept. */
export async function addLedgerCheckpoint(
  queries: Queries,
  size: number,
  note: string,
): Promise<void> {
  await queries.query(
    'insert into ledger_checkpoints (size, note) values ($1, $2) on conflict do nothing',
    [size, note],
  )
}

/** The newest note. */
export async function readNewestCheckpoint(
  queries: Queries,
): Promise<{ readonly size: number; readonly note: string } | undefined> {
  const [row] = await queries.query<{ size: number; note: string }>(
    'select size, note from ledger_checkpoints order by size desc limit 1',
  )
  return row
}

/** Notes by their sizes, those above a size, at most so many. */
export async function readLedgerCheckpoints(
  queries: Queries,
  above: number,
  count: number,
): Promise<readonly { readonly size: number; readonly note: string }[]> {
  return await queries.query<{ size: number; note: string }>(
    'select size, note from ledger_checkpoints where size > $1 order by size limit $2',
    [above, count],
  )
}

/** What lies where a ledger of that size, with so many nodes, has nothing. */
export async function countLedgerStrays(
  queries: Queries,
  size: number,
  nodes: number,
): Promise<{ readonly entries: number; readonly nodes: number }> {
  const [row] = await queries.query<{ entries: number; nodes: number }>(
    `select (select count(*) from ledger_entries where seq < 0 or seq >= $1) as entries,
       (select count(*) from ledger_nodes where place < 0 or place >= $2) as nodes`,
    [size, nodes],
  )
  return row ?? { entries: 0, nodes: 0 }
}

/** Begins to go through all keys in order, whether or not there is an index; once in a transaction. */
export async function beginLedgerKeys(transaction: Transaction): Promise<void> {
  await transaction.query(
    'declare ledger_keys no scroll cursor for select key, seq from ledger_entries order by key, seq',
  )
}

/** The next keys. */
export async function fetchLedgerKeys(
  transaction: Transaction,
): Promise<readonly Pick<LedgerEntryRow, 'key' | 'seq'>[]> {
  return await transaction.query<{ key: string; seq: number }>('fetch 5000 from ledger_keys')
}

/** What makes a row of an interface, which has no index of its own. */
type RowOf = { readonly [column: string]: string | number | Uint8Array | undefined }
