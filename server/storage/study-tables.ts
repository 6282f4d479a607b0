/** Studies: what is asked for in lists has columns, the rest is JSON. */
import type { StudyResource } from '../../engine/resources/study.ts'
import type { Queries } from './database.ts'
import { EVENT_REFS, type EventRefs } from './event-refs.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

/** A study, and the event that created it. */
export type StoredStudy = StudyResource & EventRefs

export const STUDY_TABLE: ResourceTable<StoredStudy> = {
  name: 'studies',
  key: 'study_id',
  columns: [
    ...['study_id', 'state', 'name', 'created_by', 'priority', 'zone'],
    ...['proposed', 'completed', 'pruned', 'failed'],
    ...['created_at_ms', 'going_since_ms', 'spent_ms', 'ended_at_ms', 'origin', 'outcome'],
    ...EVENT_REFS,
  ],
  toRow(study) {
    const { document_sha256, identity, seed, sampler, objectives, trials, seconds, ...others } =
      study
    const {
      failures,
      workers,
      repeat,
      engine,
      record,
      differing,
      why,
      best,
      failure,
      changed_by,
      reason,
      ...columns
    } = others
    const wanted = { objectives, trials, seconds, failures, workers, repeat }
    const origin = { document_sha256, identity, seed, sampler, ...wanted, engine, record }
    const outcome = { differing, why, best, failure, changed_by, reason }
    return {
      // What is left out is null in the row.
      ...{ going_since_ms: null, ended_at_ms: null, traceparent: null, ...columns },
      origin: JSON.stringify(origin),
      outcome: JSON.stringify(outcome),
    }
  },
  fromRow({ seq: _seq, origin, outcome, ...columns }) {
    const told = { ...JSON.parse(String(origin)), ...JSON.parse(String(outcome)) }
    return { ...withoutNulls(columns), ...told } as StoredStudy
  },
}

/** How many studies are neither over nor paused, and those among them of somebody; some by their ids are left out. */
export async function countRunningStudies(
  queries: Queries,
  createdBy: string,
  but: readonly string[],
): Promise<{ readonly all: number; readonly own: number }> {
  const [row] = await queries.query<{ all_studies: number; own: number }>(
    `select count(*)::int as all_studies, (count(*) filter (where created_by = $1))::int as own
     from studies where state in ('running', 'paused') and not study_id = any($2)`,
    [createdBy, but],
  )
  return { all: row!.all_studies, own: row!.own }
}

/** Those of some ids that there are studies of. */
export async function selectStudyIds(
  queries: Queries,
  ids: readonly string[],
): Promise<readonly string[]> {
  const rows = await queries.query<{ study_id: string }>(
    'select study_id from studies where study_id = any($1)',
    [ids],
  )
  return rows.map(({ study_id }) => study_id)
}

/** Studies that somebody has to look after: that go on, or are over while trials of theirs have no end. */
export async function selectLedStudies(queries: Queries): Promise<readonly StoredStudy[]> {
  const rows = await queries.query(
    `select ${STUDY_TABLE.columns.join(', ')} from studies
     where state in ('running', 'paused') or proposed > completed + pruned + failed
     order by priority desc, seq`,
  )
  return rows.map(STUDY_TABLE.fromRow)
}
