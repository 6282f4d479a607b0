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

/** What is known of what an event tells. */
export interface KnownLineage {
  /** Things that were told of. */
  readonly nodes: readonly LineageNodeRow[]
  /** Of edges, those that are neither there nor refused, by their places, and whether anything was made of their ends. */
  readonly fresh: readonly { readonly place: number; readonly hasMore: boolean }[]
}

/** Looks up all that an event tells of, at once. */
export async function findKnownLineage(
  queries: Queries,
  ids: readonly string[],
  edges: readonly LineageEdgeRow[],
): Promise<KnownLineage> {
  const rows = await queries.query<{ place: number; has_more: boolean } & LineageNodeRow & RowOf>(
    `select id, kind, attributes, first_seq, last_seq, null::int as place, null::boolean as has_more
     from lineage_nodes where id = any($1::text[])
     union all
     select null, null, null, null, null, number::int,
       exists (select 1 from lineage_edges e where e.from_id = told.to_id)
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as told (from_id, to_id, role, number)
     where not exists (select 1 from lineage_edges e
         where e.to_id = told.to_id and e.from_id = told.from_id and e.role = told.role)
       and not exists (select 1 from lineage_refused_edges e
         where e.to_id = told.to_id and e.from_id = told.from_id and e.role = told.role)`,
    [ids, ...columnsOf(edges)],
  )
  const isEdge = ({ place }: { readonly place?: number | undefined }) => place !== undefined
  return {
    nodes: rows.filter((row) => !isEdge(row)),
    fresh: rows
      .filter(isEdge)
      .map(({ place, has_more: hasMore }) => ({ place: place - 1, hasMore }))
      .sort((one, other) => one.place - other.place),
  }
}

/** Writes things, over what was known of them, and adds edges. */
export async function writeLineage(
  transaction: Transaction,
  nodes: readonly LineageNodeRow[],
  edges: readonly LineageEdgeRow[],
): Promise<void> {
  await transaction.query(
    `with added_edges as (
       insert into lineage_edges (from_id, to_id, role)
       select * from unnest($6::text[], $7::text[], $8::text[]) on conflict do nothing
     )
     insert into lineage_nodes (id, kind, attributes, first_seq, last_seq)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
     on conflict (id) do update set attributes = excluded.attributes,
       first_seq = excluded.first_seq, last_seq = excluded.last_seq`,
    [
      nodes.map(({ id }) => id),
      nodes.map(({ kind }) => kind),
      nodes.map(({ attributes }) => attributes),
      nodes.map(({ first_seq: seq }) => seq),
      nodes.map(({ last_seq: seq }) => seq),
      ...columnsOf(edges),
    ],
  )
}

/** Keeps edges aside that would have closed a cycle. */
export async function insertRefusedEdges(
  transaction: Transaction,
  edges: readonly LineageEdgeRow[],
): Promise<void> {
  await transaction.query(
    `insert into lineage_refused_edges (from_id, to_id, role)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    columnsOf(edges),
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

/** Metrics of things, as canonical JSON of what is known of each; no more than so many. */
export async function readMetricsOf(
  queries: Queries,
  ids: readonly string[],
  count: number,
): Promise<readonly { readonly of: string; readonly attributes: string }[]> {
  return await queries.query<{ of: string; attributes: string }>(
    `select e.from_id as of, n.attributes from lineage_edges e join lineage_nodes n on n.id = e.to_id
     where e.from_id = any($1::text[]) and e.role = 'metric' order by e.from_id, e.to_id limit $2`,
    [ids, count],
  )
}
