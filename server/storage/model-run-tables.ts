/** Runs of models and trainings: what is asked for in lists has columns, the rest is JSON. */
import type { LearningRun } from '../../engine/resources/model-run.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const MODEL_RUN_TABLE: ResourceTable<LearningRun> = {
  name: 'model_runs',
  key: 'run_id',
  columns: [
    ...['run_id', 'purpose', 'state', 'origin', 'created_by', 'attempt', 'worker'],
    ...['created_at_ms', 'started_at_ms', 'ended_at_ms', 'outcome'],
  ],
  toRow({ parameters, seed, engine, revision, inputs, ...run }) {
    const { metrics, outputs, duration_ms, failure, cancelled_by, reason, ...columns } = run
    return {
      ...columns,
      origin: JSON.stringify({ parameters, seed, engine, revision, inputs }),
      outcome: JSON.stringify({ metrics, outputs, duration_ms, failure, cancelled_by, reason }),
    }
  },
  fromRow({ seq, origin, outcome, ...columns }) {
    const told = { ...JSON.parse(String(origin)), ...JSON.parse(String(outcome)) }
    return { ...withoutNulls(columns), ...told } as LearningRun
  },
}
