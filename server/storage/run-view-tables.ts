/** How runs look that go on in one process, for those who look on in another. No part of the record. */
import type { Queries } from './database.ts'
import type { Row } from './sql-values.ts'

/** A run that somebody looks at, as it is on record and as its worker shows it. */
export interface SeenRunRow extends Row {
  readonly run_id: string
  readonly state: string
  /** JSON; undefined where its worker has shown nothing. */
  readonly news: string | undefined
  readonly picture_number: number | undefined
  /** Undefined where it was seen before. */
  readonly picture: Uint8Array | undefined
}

/** Whoever looks on says so again within this time. */
const LOOK_SECONDS = 5

const IS_LOOKED_AT = 'run_views.looked_at_until > clock_timestamp()'

/** Runs as they are now, with pictures that are newer than those of the numbers given. */
export async function selectSeenRuns(
  queries: Queries,
  runs: readonly { readonly runId: string; readonly pictureNumber: number }[],
): Promise<readonly SeenRunRow[]> {
  return await queries.query<SeenRunRow>(
    `select r.run_id, r.state, v.news, v.picture_number,
       case when v.picture_number > w.number then v.picture end as picture
     from unnest($1::text[], $2::bigint[]) as w (run_id, number)
     join automata_runs r on r.run_id = w.run_id
     left join run_views v on v.run_id = r.run_id and v.looked_at_until > clock_timestamp()`,
    [runs.map(({ runId }) => runId), runs.map(({ pictureNumber }) => pictureNumber)],
  )
}

/**
 * Tells the workers of runs that somebody looks at them, and which pictures are wished for. Where nobody did for a
 * while, what was shown before is no more how they look.
 */
export async function lookAtRuns(
  queries: Queries,
  runs: readonly { readonly runId: string; readonly isPictureWished: boolean }[],
): Promise<void> {
  await queries.query(
    `insert into run_views (run_id, looked_at_until, is_picture_wished)
     select run_id, clock_timestamp() + ${LOOK_SECONDS} * interval '1 second', wished
     from unnest($1::text[], $2::boolean[]) as w (run_id, wished) order by run_id
     on conflict (run_id) do update set looked_at_until = excluded.looked_at_until,
       is_picture_wished = run_views.is_picture_wished or excluded.is_picture_wished,
       news = case when ${IS_LOOKED_AT} then run_views.news else '{}' end,
       picture = case when ${IS_LOOKED_AT} then run_views.picture end`,
    [runs.map(({ runId }) => runId), runs.map(({ isPictureWished }) => isPictureWished)],
  )
}

/** Of some runs those that somebody looks at, and whether a picture is wished for. */
export async function selectLookedAt(
  queries: Queries,
  runIds: readonly string[],
): Promise<readonly { readonly run_id: string; readonly is_picture_wished: boolean }[]> {
  return await queries.query<{ run_id: string; is_picture_wished: boolean }>(
    `select run_id, is_picture_wished from run_views
     where run_id = any($1::text[]) and looked_at_until > clock_timestamp()`,
    [runIds],
  )
}

/** Shows how a run looks; a picture takes the place of the one before, and is what was wished for. */
export async function showRun(
  queries: Queries,
  runId: string,
  { news, picture }: { readonly news: string; readonly picture: Uint8Array | undefined },
): Promise<void> {
  await queries.query(
    `update run_views set news = $2, picture = coalesce($3, picture),
       picture_number = picture_number + case when $3 is null then 0 else 1 end,
       is_picture_wished = is_picture_wished and $3 is null
     where run_id = $1`,
    [runId, news, picture],
  )
}

/** Takes away how runs looked at which nobody looks any more; gives how many there are still. */
export async function dropRunViews(queries: Queries): Promise<number> {
  await queries.query(
    `delete from run_views where looked_at_until < clock_timestamp() - interval '1 minute'`,
  )
  const [row] = await queries.query<{ left: number }>('select count(*)::int as left from run_views')
  return row?.left ?? 0
}
