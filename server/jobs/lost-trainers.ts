/**
 * Ends runs of models whose trainer was not heard of in time, so that each run has its end on record. Several servers
 * may find the same run: all ends of a run have one key, and the first of them is the one there is.
 */
import type { LearningRun } from '../../engine/resources/model-run.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import { PacedLoop } from '../events/paced-loop.ts'
import type { Database } from '../storage/database.ts'
import { MODEL_RUN_TABLE } from '../storage/model-run-tables.ts'
import { selectResource } from '../storage/resource-rows.ts'
import {
  adoptTrainers,
  DEFAULT_TRAINER_LEASE_SECONDS,
  renewTrainerLeases,
  selectLostTrainers,
} from '../storage/trainer-lease-tables.ts'
import type { RunRecord } from './run-record.ts'

const EVERY_MS = 5000
/** Who has such runs fail. */
const AGENT = 'lost-trainers'

export interface LostTrainersOptions {
  readonly database: Database
  readonly record: Pick<RunRecord, 'catchUp' | 'publishEvent'>
  /** Whether nobody else is at work on the database: then no trainer could be heard of before now. */
  readonly isAlone: boolean
  readonly everyMs?: number | undefined
  newId(): string
  onProblem(problem: unknown): void
}

/** Looks for them now, and every few seconds until it is stopped. */
export function watchTrainers(options: LostTrainersOptions): PacedLoop {
  const { database, everyMs = EVERY_MS, onProblem } = options
  let isFirst = options.isAlone
  const loop = new PacedLoop({
    ...{ pauseMs: everyMs, onProblem },
    async work() {
      if (isFirst) await renewTrainerLeases(database)
      isFirst = false
      await endLostTrainers(options)
      return everyMs
    },
  })
  loop.wake()
  return loop
}

/** Ends those that are lost now; gives how many it has ended. */
export async function endLostTrainers({
  database,
  record,
  newId,
}: Pick<LostTrainersOptions, 'database' | 'record' | 'newId'>): Promise<number> {
  // By tables that are behind, a run that has ended or begun anew would be lost.
  if (!(await record.catchUp())) return 0
  await adoptTrainers(database, DEFAULT_TRAINER_LEASE_SECONDS)
  let ended = 0
  for (const { run_id: id, attempt, lease_seconds } of await selectLostTrainers(database)) {
    const run = await selectResource(database, MODEL_RUN_TABLE, id)
    if (run?.state !== 'running' || run.attempt !== attempt) continue
    if (await record.publishEvent(describeLost(run, lease_seconds), newId())) ended++
  }
  return ended
}

function describeLost(run: LearningRun, leaseSeconds: number): RecordEvent {
  const { run_id, worker, attempt, inputs } = run
  const message = `Its worker ${worker} was not heard of for ${leaseSeconds} seconds.`
  return {
    ...{ kind: 'record', name: 'ml.run.failed', agent: AGENT },
    idempotencyKey: endKeyOfModelRun(run_id),
    data: { run_id, code: 'jobs/lost', message, attempt, inputs },
  }
}

/** All terminal events of a run of a model have this key: the first of them is the one there is. */
export const endKeyOfModelRun = (runId: string) => `ml.run/${runId}/end`
