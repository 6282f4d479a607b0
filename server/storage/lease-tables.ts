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
  /** Why it was given back last, where a machine was at fault. */
  readonly problem: string | undefined
  /** The back end that an earlier attempt has chosen. */
  readonly backend: string | undefined
}

const EXPIRY = "clock_timestamp() + $3 * interval '1 millisecond'"

/**
 * Whether a lease ran out because nobody could keep it: the database was away, or is there since less than a lease.
 * One that was ended by whoever opened the database alone, `-infinity`, has lost its worker.
 */
const WAS_AWAY = `(expires_at > '-infinity'
  and coalesce(pg_postmaster_start_time() > expires_at - $2 * interval '1 millisecond', false))`

/**
 * Takes the lease of the oldest run that waits for a worker, or has lost it; undefined where there is none, or where
 * there is no room for it yet: one that needs much is not passed by others. Several may ask at once: each run is given
 * to one of them.
 *
 * @param lease `mostMib` is what runs may have here all together; those that need more are left to other processes.
 *   `going` are runs that go on with whoever asks: it keeps their leases late rather than to lose them to itself.
 */
export async function claimRun(
  database: Database,
  lease: {
    readonly worker: string
    readonly allocationId: string
    readonly leaseMs: number
    readonly mostMib: number
    readonly freeMib: number
    readonly going?: readonly string[]
  },
): Promise<ClaimRow | undefined> {
  return await database.transaction(async (transaction) => {
    const [free] = await transaction.query<{ run_id: string; memory_mib: number }>(
      `select run_id, coalesce(memory_mib, 0) as memory_mib from automata_runs r
       where state in ('queued', 'running') and coalesce(memory_mib, 0) <= $1
         and run_id <> all ($2::text[]) and not exists (
         select 1 from run_leases l where l.run_id = r.run_id and l.expires_at > clock_timestamp())
       order by seq limit 1 for update skip locked`,
      [lease.mostMib, lease.going ?? []],
    )
    if (free === undefined || free.memory_mib > lease.freeMib) return undefined
    // Another may have taken it between the look and the lock.
    const [old] = await transaction.query<OldLease>(
      `select allocation_id, owed, lost, problem, backend, expires_at > clock_timestamp() as held,
         ${WAS_AWAY} as excused
       from run_leases where run_id = $1 for update`,
      [free.run_id, lease.leaseMs],
    )
    if (old?.held) return undefined
    const isLost = old !== undefined && old.allocation_id !== '' && !old.excused
    const lost = (old?.lost ?? 0) + (isLost ? 1 : 0)
    const rows = await transaction.query(
      `insert into run_leases (run_id, worker, expires_at, allocation_id, lost)
       values ($1, $2, ${EXPIRY}, $4, $5)
       on conflict (run_id) do update set worker = excluded.worker, lost = excluded.lost,
         expires_at = excluded.expires_at, allocation_id = excluded.allocation_id, owed = null, tick = 0
       where run_leases.expires_at <= clock_timestamp()
       returning run_id`,
      [free.run_id, lease.worker, lease.leaseMs, lease.allocationId, lost],
    )
    if (rows.length === 0) return undefined
    const { problem, backend } = old ?? {}
    const previous = old?.allocation_id || old?.owed
    return { run_id: free.run_id, lost, previous, problem, backend }
  })
}

interface OldLease extends Row {
  readonly allocation_id: string
  readonly owed: string | undefined
  readonly lost: number
  readonly problem: string | undefined
  readonly backend: string | undefined
  readonly held: boolean
  readonly excused: boolean
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
    /** The back end that was chosen, once it is known. */
    readonly backend: string | undefined
  },
): Promise<string | undefined> {
  const { runId, worker, leaseMs, allocationId, tick, samples, backend } = lease
  const [row] = await queries.query<{ state: string }>(
    `update run_leases l set expires_at = ${EXPIRY}, tick = $5, samples = $6,
       backend = coalesce($7, l.backend)
     from automata_runs r
     where l.run_id = $1 and l.worker = $2 and l.allocation_id = $4 and r.run_id = l.run_id
     returning r.state`,
    [runId, worker, leaseMs, allocationId, tick, samples, backend],
  )
  return row?.state
}

/** Forgets what a run has lost before: it is further than any of those were, so what they met was not the run's doing. */
export async function forgetLosses(
  queries: Queries,
  { runId, allocationId }: { readonly runId: string; readonly allocationId: string },
): Promise<void> {
  const sql = 'update run_leases set lost = 0 where run_id = $1 and allocation_id = $2 and lost > 0'
  await queries.query(sql, [runId, allocationId])
}

/** Ends a lease whose run has ended. */
export async function dropLease(
  queries: Queries,
  { runId, allocationId }: { readonly runId: string; readonly allocationId: string },
): Promise<void> {
  const sql = 'delete from run_leases where run_id = $1 and allocation_id = $2'
  await queries.query(sql, [runId, allocationId])
}

/**
 * Gives a lease back whose run shall go on with another worker.
 *
 * @param pause how long nobody takes the run up, and why; whether that counts as a lost worker.
 */
export async function returnLease(
  queries: Queries,
  { runId, allocationId }: { readonly runId: string; readonly allocationId: string },
  pause: LeasePause = { pauseMs: 0, isCounted: false },
): Promise<void> {
  const { pauseMs, isCounted, problem, owed } = pause
  await queries.query(
    `update run_leases set allocation_id = '', owed = $6, lost = lost + $3::int, problem = coalesce($4, problem),
       expires_at = case when $5::float8 > 0
         then clock_timestamp() + $5::float8 * interval '1 millisecond' else '-infinity' end
     where run_id = $1 and allocation_id = $2`,
    [runId, allocationId, isCounted ? 1 : 0, problem, pauseMs, owed],
  )
}

/** Why a run waits before it is taken up again. */
export interface LeasePause {
  readonly pauseMs: number
  /** Whether it may have been the run's own doing. */
  readonly isCounted: boolean
  readonly problem?: string | undefined
  /** A share of a machine of which it is not on record yet that it is free. */
  readonly owed?: string | undefined
}

/** Lets all leases run out: whoever opens a database alone knows that their workers are gone. */
export async function expireLeases(queries: Queries): Promise<void> {
  await queries.query("update run_leases set expires_at = '-infinity'")
}

/**
 * Leases that ran out though their runs have ended, with the share of a machine that nobody has released; it is empty
 * where there is none.
 */
export async function selectStrayLeases(
  queries: Queries,
): Promise<
  readonly { readonly run_id: string; readonly allocation_id: string; readonly share: string }[]
> {
  return await queries.query<{ run_id: string; allocation_id: string; share: string }>(
    `select l.run_id, l.allocation_id, coalesce(nullif(l.allocation_id, ''), l.owed, '') as share
     from run_leases l join automata_runs r using (run_id)
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
