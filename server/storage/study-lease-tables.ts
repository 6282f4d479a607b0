/**
 * Who leads a study at present: one process at a time proposes its trials. A lease runs out by the clock of the database
 * alone. It keeps two from the same work; what makes a second leader harmless is the record.
 */
import type { Queries } from './database.ts'

/** Takes the lead of a study, or keeps it; false where another has it. */
export async function leadStudy(
  queries: Queries,
  { studyId, leader, leaseMs }: StudyLease,
): Promise<boolean> {
  const rows = await queries.query(
    `insert into study_leases (study_id, leader, expires_at)
     values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     on conflict (study_id) do update set leader = excluded.leader, expires_at = excluded.expires_at
     where study_leases.leader = excluded.leader or study_leases.expires_at <= clock_timestamp()
     returning study_id`,
    [studyId, leader, leaseMs],
  )
  return rows.length > 0
}

export interface StudyLease {
  readonly studyId: string
  /** Another for each process that there ever is. */
  readonly leader: string
  readonly leaseMs: number
}

/** Gives up whatever a process leads. */
export async function leaveStudies(queries: Queries, leader: string): Promise<void> {
  await queries.query('delete from study_leases where leader = $1', [leader])
}

/** Forgets a lead, as of a study that is over. */
export async function dropStudyLease(
  queries: Queries,
  { studyId, leader }: Pick<StudyLease, 'studyId' | 'leader'>,
): Promise<void> {
  await queries.query('delete from study_leases where study_id = $1 and leader = $2', [
    studyId,
    leader,
  ])
}

/** Lets all studies be led anew: where nobody else is at work on the database, whoever led them is gone. */
export async function freeStudies(queries: Queries): Promise<void> {
  await queries.query('delete from study_leases')
}
