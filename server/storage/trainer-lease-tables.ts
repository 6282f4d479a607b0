/**
 * Leases of runs of models: a trainer need not be part of the server, so that nobody here sees it end. It has to be
 * heard of before its lease runs out, by the clock of the database alone. Leases are no part of the record.
 */
import type { Queries } from './database.ts'
import type { Row } from './sql-values.ts'

/** So long a trainer may be silent where it has not said how long. */
export const DEFAULT_TRAINER_LEASE_SECONDS = 3600

const EXPIRY = (seconds: string) => `clock_timestamp() + ${seconds} * interval '1 second'`

/** A trainer has begun an attempt. */
export async function beginTrainerLease(
  queries: Queries,
  { runId, attempt, leaseSeconds }: TrainerLease,
): Promise<void> {
  await queries.query(
    `insert into trainer_leases (run_id, attempt, lease_seconds, expires_at)
     values ($1, $2, $3, ${EXPIRY('$3::int')})
     on conflict (run_id) do update set attempt = excluded.attempt,
       lease_seconds = excluded.lease_seconds, expires_at = excluded.expires_at
     where trainer_leases.attempt <= excluded.attempt`,
    [runId, attempt, leaseSeconds],
  )
}

export interface TrainerLease {
  readonly runId: string
  readonly attempt: number
  readonly leaseSeconds: number
}

/** A trainer was heard of; gives how many seconds it has from now on, undefined where it has no lease. */
export async function keepTrainerLease(
  queries: Queries,
  runId: string,
  attempt: number,
): Promise<number | undefined> {
  const [row] = await queries.query<{ lease_seconds: number }>(
    `update trainer_leases set expires_at = ${EXPIRY('lease_seconds')}
     where run_id = $1 and attempt = $2 returning lease_seconds`,
    [runId, attempt],
  )
  return row?.lease_seconds
}

/** Lets all leases begin anew: while no server was there, no trainer could be heard of. */
export async function renewTrainerLeases(queries: Queries): Promise<void> {
  await queries.query(`update trainer_leases set expires_at = ${EXPIRY('lease_seconds')}`)
}

/** Gives a lease to each attempt that has none, as after a kill or a rebuild, and drops those of runs that are over. */
export async function adoptTrainers(queries: Queries, leaseSeconds: number): Promise<void> {
  await queries.query(
    `insert into trainer_leases (run_id, attempt, lease_seconds, expires_at)
     select run_id, attempt, $1, ${EXPIRY('$1::int')} from model_runs where state = 'running'
     on conflict (run_id) do update set attempt = excluded.attempt,
       lease_seconds = excluded.lease_seconds, expires_at = excluded.expires_at
     where trainer_leases.attempt < excluded.attempt`,
    [leaseSeconds],
  )
  await queries.query(
    `delete from trainer_leases l using model_runs r
     where r.run_id = l.run_id and r.state <> 'running' and r.attempt >= l.attempt`,
  )
}

/** A run whose trainer was not heard of in time. */
export interface LostTrainerRow extends Row {
  readonly run_id: string
  readonly attempt: number
  readonly lease_seconds: number
}

/** Some of them. */
export async function selectLostTrainers(queries: Queries): Promise<readonly LostTrainerRow[]> {
  return await queries.query<LostTrainerRow>(
    `select l.run_id, l.attempt, l.lease_seconds from trainer_leases l
     join model_runs r on r.run_id = l.run_id and r.attempt = l.attempt and r.state = 'running'
     where l.expires_at <= clock_timestamp() order by l.expires_at limit 64`,
  )
}
