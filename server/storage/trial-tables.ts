/** Trials of studies: what is asked for in lists has columns, the rest is JSON. */
import type { TrialResource } from '../../engine/resources/trial.ts'
import type { Queries } from './database.ts'
import { EVENT_REFS, type EventRefs } from './event-refs.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

/** A trial, and the event that proposed it. */
export type StoredTrial = TrialResource & EventRefs

export const TRIAL_TABLE: ResourceTable<StoredTrial> = {
  name: 'study_trials',
  key: 'trial_id',
  columns: [
    ...['trial_id', 'study_id', 'number', 'state', 'attempt'],
    ...['proposed_at_ms', 'ended_at_ms', 'end_number', 'origin', 'reports', 'outcome'],
    ...EVENT_REFS,
  ],
  toRow(trial) {
    const { proposal_id, sampler, parameters, ends, reports, end, ended_at_ms, ...others } = trial
    const {
      values,
      measured,
      claimed,
      outputs,
      code,
      message,
      run_id,
      worker,
      duration_ms,
      ...rest
    } = others
    const { imported, verified, ...columns } = rest
    const by = { run_id, worker, duration_ms, imported, verified }
    const told = { values, measured, claimed, outputs, code, message, ...by }
    return {
      ...{ traceparent: null, ...columns },
      ended_at_ms: ended_at_ms ?? null,
      end_number: end ?? null,
      origin: JSON.stringify({ proposal_id, sampler, parameters, ends }),
      reports: JSON.stringify(reports),
      outcome: JSON.stringify(told),
    }
  },
  fromRow({ seq: _seq, end_number: end, origin, reports, outcome, ...columns }) {
    const told = { ...JSON.parse(String(origin)), ...JSON.parse(String(outcome)) }
    const more = end === undefined ? {} : { end }
    const reported = JSON.parse(String(reports))
    return { ...withoutNulls(columns), ...more, ...told, reports: reported } as StoredTrial
  },
}

/** A trial without what it has reported, which may be long. */
export const TRIAL_ITEM_TABLE: ResourceTable<Omit<StoredTrial, 'reports'>> = {
  ...TRIAL_TABLE,
  columns: TRIAL_TABLE.columns.filter((column) => column !== 'reports'),
  fromRow(row) {
    const { reports: _none, ...trial } = TRIAL_TABLE.fromRow({ ...row, reports: '[]' })
    return trial
  },
  toRow() {
    throw new Error('Trials are put with their reports.')
  },
}

/** Trials of a study from a number on, in their order. */
export async function selectTrials(
  queries: Queries,
  studyId: string,
  { from = 0, count }: { readonly from?: number; readonly count: number },
): Promise<readonly StoredTrial[]> {
  const rows = await queries.query(
    `select ${TRIAL_TABLE.columns.join(', ')} from study_trials
     where study_id = $1 and number >= $2 order by number limit $3`,
    [studyId, from, count],
  )
  return rows.map(TRIAL_TABLE.fromRow)
}

/** Trials of a study that have ended, from an end on, in the order of their ends. */
export async function selectEndedTrials(
  queries: Queries,
  studyId: string,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<readonly StoredTrial[]> {
  const rows = await queries.query(
    `select ${TRIAL_TABLE.columns.join(', ')} from study_trials
     where study_id = $1 and end_number >= $2 order by end_number limit $3`,
    [studyId, from, count],
  )
  return rows.map(TRIAL_TABLE.fromRow)
}

/** The numbers of trials of a study that came to something else when they were made again. */
export async function selectDiffering(
  queries: Queries,
  studyId: string,
): Promise<readonly number[]> {
  const rows = await queries.query<{ number: number }>(
    `select number from study_trials
     where study_id = $1 and outcome::json ->> 'verified' = 'differs' order by number`,
    [studyId],
  )
  return rows.map(({ number }) => number)
}

/** Trials of a study that have not ended, in their order. */
export async function selectOpenTrials(
  queries: Queries,
  studyId: string,
): Promise<readonly StoredTrial[]> {
  const rows = await queries.query(
    `select ${TRIAL_TABLE.columns.join(', ')} from study_trials
     where study_id = $1 and end_number is null order by number`,
    [studyId],
  )
  return rows.map(TRIAL_TABLE.fromRow)
}

/** So long nobody needs to have made a trial between two that were, as while one was proposed. */
const MAX_GAP_MS = 15_000

/**
 * How long trials of a study that have ended were made here, in milliseconds: those at the same time count once, and so do
 * short pauses between them. Imported ones were made at other times, and count by their record.
 */
export async function selectMakingMs(queries: Queries, studyId: string): Promise<number> {
  const [row] = await queries.query<{ making: number }>(
    `with made as (
       select ended_at_ms - (outcome::json ->> 'duration_ms')::bigint as since, ended_at_ms as until
       from study_trials
       where study_id = $1 and (outcome::json ->> 'duration_ms') is not null
         and (outcome::json ->> 'imported') is distinct from 'true'
     ), told as (
       select since, until, max(until) over (
         order by since, until rows between unbounded preceding and 1 preceding
       ) as before from made
     )
     select coalesce(sum(
       greatest(0, until - greatest(since, coalesce(before, since)))
       + case when since - before between 1 and $2 then since - before else 0 end
     ), 0)::bigint as making from told`,
    [studyId, MAX_GAP_MS],
  )
  return row!.making
}
