/** From the row of a run to what is told of it. */
import type { RunSample } from '../../engine/node/run-messages.ts'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import type { RunRow } from '../storage/run-tables.ts'

/** A run as it is told. */
export function readRun(row: RunRow): AutomataRun {
  const { error_code: code, error_message: message } = row
  return {
    ...{ run_id: row.run_id, state: row.state as AutomataRun['state'] },
    ...{ created_by: row.created_by, title: row.title, scenario_sha256: row.scenario_sha256 },
    ...{ rule: row.rule, seed: row.seed, backend: row.backend, ticks: row.ticks },
    ...{ ticks_done: row.ticks_done, threads: row.threads, attempt: row.attempt },
    ...given('ticks_per_second', row.ticks_per_second),
    ...given('worker', row.worker),
    ...given('state_hash', row.state_hash),
    ...given('state_sha256', row.state_sha256),
    ...(code === undefined || message === undefined ? {} : { error: { code, message } }),
    ...given('reason', row.reason),
    created_at_ms: row.created_at_ms,
    ...given('started_at_ms', row.started_at_ms),
    ...given('ended_at_ms', row.ended_at_ms),
    ...given('duration_ms', row.duration_ms),
    inputs: JSON.parse(row.inputs) as AutomataRun['inputs'],
    outputs: JSON.parse(row.outputs) as AutomataRun['outputs'],
  }
}

/** What was measured of the last state, as it is on record; nothing before the end. */
export function readMetrics({ metrics, ticks_done: tick }: RunRow): readonly RunSample[] {
  const told = JSON.parse(metrics) as readonly { readonly name: string; readonly value: number }[]
  if (told.length === 0) return []
  const values = Object.fromEntries(told.map(({ name, value }) => [name, value]))
  return [{ tick: Number(tick), values }]
}

/** A member that is absent where there is no value. */
function given<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: V })
}
