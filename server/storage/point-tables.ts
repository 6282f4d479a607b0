/** The statements of moments from which runs go on. */
import type { Queries } from './database.ts'

/** Keeps a moment in the place of the one before, as long as the lease is in force. */
export async function insertPoint(
  queries: Queries,
  point: {
    readonly runId: string
    readonly allocationId: string
    readonly sha256: string
    readonly content: Uint8Array
  },
): Promise<void> {
  const { runId, allocationId, sha256, content } = point
  await queries.query(
    `insert into run_points (run_id, sha256, content)
     select $1, $2, $3::bytea where exists (
       select 1 from run_leases where run_id = $1 and allocation_id = $4)
     on conflict (run_id) do update set sha256 = excluded.sha256, content = excluded.content`,
    [runId, sha256, content, allocationId],
  )
}

/** The moment of a run; undefined where there is none. */
export async function selectPoint(
  queries: Queries,
  runId: string,
): Promise<{ readonly sha256: string; readonly content: Uint8Array } | undefined> {
  const sql = 'select sha256, content from run_points where run_id = $1'
  const [row] = await queries.query<{ sha256: string; content: Uint8Array }>(sql, [runId])
  return row
}

/** Removes the moment of a run. */
export async function deletePoint(queries: Queries, runId: string): Promise<void> {
  await queries.query('delete from run_points where run_id = $1', [runId])
}

/** Removes those of runs that are over, or that nobody knows. */
export async function deleteIdlePoints(queries: Queries): Promise<void> {
  await queries.query(
    `delete from run_points p where not exists (
       select 1 from automata_runs r where r.run_id = p.run_id and r.state in ('queued', 'running'))`,
  )
}
