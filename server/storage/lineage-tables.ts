/** The statements of lineage; `migrations/005-lineage.ts` makes its tables. */
import type { Queries, Transaction } from './database.ts'

export interface LineageNodeRow {
  readonly id: string
  readonly kind: string
  /** Canonical JSON. */
  readonly attributes: string
  readonly first_seq: number
  readonly last_seq: number
}

export interface LineageEdgeRow {
  readonly from_id: string
  readonly to_id: string
  readonly role: string
}

/** What makes a row of an interface, which has no index of its own. */
type RowOf = { readonly [column: string]: string | number | boolean | undefined }

/** Whoever writes lineage holds this advisory lock: "lineage" as bytes. */
const LOCK = 0x6c696e65616765n

/** One at a time writes lineage, until its transaction ends: a cycle is made by two. */
export async function lockLineage(transaction: Transaction): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1::bigint)', [LOCK])
}

/** Things by their names, in no order; those that nobody has told of are left out. */
export async function readLineageNodes(
  queries: Queries,
  ids: readonly string[],
): Promise<readonly LineageNodeRow[]> {
  return await queries.query<LineageNodeRow & RowOf>(
    `select id, kind, attributes, first_seq, last_seq from lineage_nodes where id = any($1::text[])`,
    [ids],
  )
}

/** Writes things, over what was known of them. */
export async function writeLineageNodes(
  transaction: Transaction,
  nodes: readonly LineageNodeRow[],
): Promise<void> {
  await transaction.query(
    `insert into lineage_nodes (id, kind, attributes, first_seq, last_seq)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
     on conflict (id) do update set attributes = excluded.attributes,
       first_seq = excluded.first_seq, last_seq = excluded.last_seq`,
    [
      nodes.map(({ id }) => id),
      nodes.map(({ kind }) => kind),
      nodes.map(({ attributes }) => attributes),
      nodes.map(({ first_seq: seq }) => seq),
      nodes.map(({ last_seq: seq }) => seq),
    ],
  )
}

/** Of edges, those that are neither there nor refused, in their order, and whether anything was made of their ends. */
export async function findNewLineageEdges(
  queries: Queries,
  edges: readonly LineageEdgeRow[],
): Promise<readonly { readonly number: number; readonly has_more: boolean }[]> {
  return await queries.query<{ number: number; has_more: boolean }>(
    `select number::int as number,
       exists (select 1 from lineage_edges e where e.from_id = told.to_id) as has_more
     from unnest($1::text[], $2::text[], $3::text[]) with ordinality as told (from_id, to_id, role, number)
     where not exists (select 1 from lineage_edges e
         where (e.to_id, e.from_id, e.role) = (told.to_id, told.from_id, told.role))
       and not exists (select 1 from lineage_refused_edges e
         where (e.to_id, e.from_id, e.role) = (told.to_id, told.from_id, told.role))
     order by number`,
    columnsOf(edges),
  )
}

/** Adds edges that are not there. */
export async function insertLineageEdges(
  transaction: Transaction,
  edges: readonly LineageEdgeRow[],
): Promise<void> {
  await transaction.query(
    `insert into lineage_edges (from_id, to_id, role)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    columnsOf(edges),
  )
}

/** Keeps an edge aside that would have closed a cycle. */
export async function insertRefusedEdge(
  transaction: Transaction,
  { from_id: from, to_id: to, role }: LineageEdgeRow,
): Promise<void> {
  await transaction.query(
    `insert into lineage_refused_edges (from_id, to_id, role) values ($1, $2, $3)
     on conflict do nothing`,
    [from, to, role],
  )
}

/** How many edges that begin or end at a thing were refused. */
export async function countRefusedEdges(queries: Queries, id: string): Promise<number> {
  const [row] = await queries.query<{ refused: number }>(
    `select count(*)::int as refused from lineage_refused_edges where from_id = $1 or to_id = $1`,
    [id],
  )
  return row!.refused
}

/** Whether one thing has made another, or is it. */
export async function isLineageAncestor(
  queries: Queries,
  one: string,
  other: string,
): Promise<boolean> {
  const rows = await queries.query(
    `with recursive makers (id) as (
       select $2::text collate "C"
       union
       select e.from_id from makers join lineage_edges e on e.to_id = makers.id
     )
     select 1 from makers where id = $1 limit 1`,
    [one, other],
  )
  return rows.length > 0
}

const WALKS = {
  ancestors: ['from_id', 'to_id'],
  descendants: ['to_id', 'from_id'],
} as const

/**
 * Walks from a thing, level by level: names with their depths, by depth and name. No more than so many steps are taken
 * and so many things seen, and of a level the first by name.
 */
export async function walkLineageEdges(
  queries: Queries,
  start: string,
  direction: keyof typeof WALKS,
  limits: { readonly maxDepth: number; readonly maxNodes: number },
): Promise<readonly { readonly id: string; readonly depth: number }[]> {
  const [far, near] = WALKS[direction]
  return await queries.query<{ id: string; depth: number }>(
    `with recursive walk (depth, level, seen) as (
       select 0, array[$1::text collate "C"], array[$1::text collate "C"]
       union all
       select walk.depth + 1, next.level, walk.seen || next.level
       from walk cross join lateral (
         select array(
           select e.${far} from lineage_edges e where e.${near} = any(walk.level)
           except select unnest(walk.seen)
           order by 1 limit greatest(0, $3::int - cardinality(walk.seen))
         ) as level
       ) as next
       where walk.depth < $2::int and cardinality(walk.level) > 0
     )
     select id, depth from walk cross join lateral unnest(walk.level) as found (id)
     order by depth, id collate "C"`,
    [start, limits.maxDepth, limits.maxNodes],
  )
}

/** Edges between things, by their ends; no more than so many. */
export async function readEdgesBetween(
  queries: Queries,
  ids: readonly string[],
  count: number,
): Promise<readonly LineageEdgeRow[]> {
  return await queries.query<LineageEdgeRow & RowOf>(
    `select from_id, to_id, role from lineage_edges
     where to_id = any($1::text[]) and from_id = any($1::text[])
     order by from_id, to_id, role limit $2`,
    [ids, count],
  )
}

/** Edges on one side of a thing, by their other ends; no more than so many. */
export async function readEdgesOf(
  queries: Queries,
  id: string,
  direction: keyof typeof WALKS,
  count: number,
): Promise<readonly LineageEdgeRow[]> {
  const [far, near] = WALKS[direction]
  return await queries.query<LineageEdgeRow & RowOf>(
    `select from_id, to_id, role from lineage_edges where ${near} = $1
     order by ${far}, role limit $2`,
    [id, count],
  )
}

const columnsOf = (edges: readonly LineageEdgeRow[]) => [
  edges.map(({ from_id: from }) => from),
  edges.map(({ to_id: to }) => to),
  edges.map(({ role }) => role),
]
