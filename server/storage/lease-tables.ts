/**
 * Who lets a run go on at present: leases that run out unless they are kept, by the clock of the database alone.
 *
 * Leases are no part of the record. A run without one waits; one whose lease ran out has lost its worker.
 */
import type { Database, Queries } from './database.ts'
import type { Row } from './sql-values.ts'

/** A lease that was taken. */
export interface ClaimRow extends Row {
  readonly run_id: string
  /** How often the run has lost its worker. */
  readonly lost: number
  /** The share of the machine that the worker had who was lost. */
  readonly previous: string | undefined
}

const EXPIRY = "clock_timestamp() + $3 * interval '1 millisecond'"

/**
 * Takes the lease of the oldest run that waits for a worker, or has lost it; undefined where there is none. Several
 * may ask at once: each run is given to one of them.
 */
export async function claimRun(
  database: Database,
  lease: { readonly worker: string; readonly allocationId: string; readonly leaseMs: number },
): Promise<ClaimRow | undefined> {
  return await database.transaction(async (transaction) => {
    const [free] = await transaction.query<{ run_id: string }>(
      `select run_id from automata_runs r
       where state in ('queued', 'running') and not exists (
         select 1 from run_leases l where l.run_id = r.run_id and l.expires_at > clock_timestamp())
       order by seq limit 1 for update skip locked`,
    )
    if (free === undefined) return undefined
    // Another may have taken it between the look and the lock.
    const [old] = await transaction.query<{ allocation_id: string; lost: number; held: boolean }>(
      `select allocation_id, lost, expires_at > clock_timestamp() as held
       from run_leases where run_id = $1 for update`,
      [free.run_id],
    )
    if (old?.held) return undefined
    const lost = old === undefined ? 0 : old.lost + (old.allocation_id === '' ? 0 : 1)
    const rows = await transaction.query(
      `insert into run_leases (run_id, worker, expires_at, allocation_id, lost)
       values ($1, $2, ${EXPIRY}, $4, $5)
       on conflict (run_id) do update set worker = excluded.worker, lost = excluded.lost,
         expires_at = excluded.expires_at, allocation_id = excluded.allocation_id, tick = 0
       where run_leases.expires_at <= clock_timestamp()
       returning run_id`,
      [free.run_id, lease.worker, lease.leaseMs, lease.allocationId, lost],
    )
    if (rows.length === 0) return undefined
    return { run_id: free.run_id, lost, previous: old?.allocation_id || undefined }
  })
}

/**
 * Keeps a lease, with how far the run is.
 *
 * @returns the state of the run; undefined where the lease is another's by now.
 */
export async function keepLease(
  queries: Queries,
  lease: {
    readonly runId: string
    readonly worker: string
    readonly allocationId: string
    readonly leaseMs: number
    readonly tick: number
    readonly samples: string
  },
): Promise<string | undefined> {
  const { runId, worker, leaseMs, allocationId, tick, samples } = lease
  const [row] = await queries.query<{ state: string }>(
    `update run_leases l set expires_at = ${EXPIRY}, tick = $5, samples = $6
     from automata_runs r
     where l.run_id = $1 and l.worker = $2 and l.allocation_id = $4 and r.run_id = l.run_id
     returning r.state`,
    [runId, worker, leaseMs, allocationId, tick, samples],
  )
  return row?.state
}

/** Ends a lease whose run has ended. */
export async function dropLease(
  queries: Queries,
  { runId, allocationId }: { readonly runId: string; readonly allocationId: string },
): Promise<void> {
  const sql = 'delete from run_leases where run_id = $1 and allocation_id = $2'
  await queries.query(sql, [runId, allocationId])
}

/** Gives a lease back whose run shall go on with another worker; the run has not lost its worker then. */
export async function returnLease(
  queries: Queries,
  { runId, allocationId }: { readonly runId: string; readonly allocationId: string },
): Promise<void> {
  await queries.query(
    `update run_leases set expires_at = '-infinity', allocation_id = ''
     where run_id = $1 and allocation_id = $2`,
    [runId, allocationId],
  )
}

/** Lets all leases run out: whoever opens a database alone knows that their workers are gone. */
export async function expireLeases(queries: Queries): Promise<void> {
  await queries.query("update run_leases set expires_at = '-infinity'")
}

/** Leases that ran out though their runs have ended: the shares of machines that nobody has released. */
export async function selectStrayLeases(
  queries: Queries,
): Promise<readonly { readonly run_id: string; readonly allocation_id: string }[]> {
  return await queries.query<{ run_id: string; allocation_id: string }>(
    `select l.run_id, l.allocation_id from run_leases l join automata_runs r using (run_id)
     where r.state not in ('queued', 'running') and l.expires_at <= clock_timestamp() limit 16`,
  )
}

/** How far a run is as its worker told last; undefined where it has none. */
export async function selectLease(
  queries: Queries,
  runId: string,
): Promise<
  { readonly worker: string; readonly tick: number; readonly samples: string } | undefined
> {
  const [row] = await queries.query<{ worker: string; tick: number; samples: string }>(
    `select worker, tick, samples from run_leases
     where run_id = $1 and expires_at > clock_timestamp()`,
    [runId],
  )
  return row
}
