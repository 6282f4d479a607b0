/** Runs of automata, as the ledger tells of them. */
import {
  AUTOMATA_RUN_MACHINE,
  type RunEventName,
  type RunState,
} from '../../../engine/resources/automata-run.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import type { KnownEvents } from '../../../engine/telemetry/event-types.ts'
import type { Transaction } from '../../storage/database.ts'
import { putRuns, type RunRow, selectRunsOf } from '../../storage/run-tables.ts'
import type { Delivery, LoggedEvent } from '../consumer.ts'
import type { Projection } from './projection.ts'

const PREFIX = 'ca.run.'

type RunData<N extends RunEventName> = KnownEvents[N]['data']

/** An event of a run, as it was read from the log, where it was checked when it was put there. */
type RunEvent = {
  readonly [N in RunEventName]: {
    readonly name: N
    readonly data: RunData<N>
    readonly atMs: number
  }
}[RunEventName]

export const RUN_PROJECTION: Projection = Object.freeze({
  name: 'automata-runs',
  pattern: '+.ca.run.#',
  tables: Object.freeze(['automata_runs']),
  handle: (delivery, transaction) => projectRuns([delivery], transaction),
  handleAll: projectRuns,
} satisfies Projection)

/** What is known of the runs that events tell of is read at once, and written at once. */
async function projectRuns(
  deliveries: readonly Delivery[],
  transaction: Transaction,
): Promise<void> {
  const told = deliveries.flatMap(({ seq, event }) => {
    const read = readEvent(event)
    return read === undefined ? [] : [{ seq, event, told: read }]
  })
  if (told.length === 0) return
  const ids = new Set(told.map((each) => each.told.data.run_id))
  const known = await selectRunsOf(transaction, [...ids])
  const runs = new Map(known.map((run) => [run.run_id, run]))
  const changed = new Set<string>()
  for (const each of told) {
    const { run_id: runId } = each.told.data
    const next = moveRun(runs.get(runId), each)
    if (next === undefined) continue
    runs.set(runId, next)
    changed.add(runId)
  }
  const rows = [...changed].map((runId) => runs.get(runId)!)
  await putRuns(transaction, rows)
}

/** A move that is not legal changes nothing, and is counted; undefined where there is nothing to write. */
function moveRun(
  run: RunRow | undefined,
  {
    seq,
    event,
    told,
  }: { readonly seq: number; readonly event: LoggedEvent; readonly told: RunEvent },
): RunRow | undefined {
  const state = nextState(AUTOMATA_RUN_MACHINE, run?.state as RunState | undefined, told.name)
  if (state === undefined) return run && { ...run, refused_moves: run.refused_moves + 1 }
  const known = run ?? beginRun(seq, event, told)
  return known && { ...changeRun(known, told), state }
}

function readEvent(event: LoggedEvent): RunEvent | undefined {
  const { type, data, time } = event
  if (typeof type !== 'string' || !type.startsWith(PREFIX)) return undefined
  return { name: type, data, atMs: Date.parse(String(time)) } as unknown as RunEvent
}

function beginRun(seq: number, event: LoggedEvent, told: RunEvent): RunRow | undefined {
  if (told.name !== 'ca.run.created') return undefined
  const { data } = told
  return {
    ...{ seq, run_id: data.run_id, state: 'queued', created_by: data.created_by },
    title: data.title ?? '',
    ...{ scenario_sha256: data.scenario_sha256, rule: data.rule, seed: data.seed },
    ...{ backend: data.backend, ticks: data.ticks, ticks_done: '0', threads: data.threads ?? 1 },
    ticks_per_second: data.ticks_per_second,
    time_limit_seconds: data.time_limit_seconds,
    ...{ memory_mib: data.memory_mib, retention_days: data.retention_days },
    wanted_outputs: data.wanted_outputs && JSON.stringify(data.wanted_outputs),
    ...{ attempt: 0, worker: undefined, state_hash: undefined, state_sha256: undefined },
    ...{ metrics: '[]', error_code: undefined, error_message: undefined, reason: undefined },
    ...{ created_at_ms: told.atMs, started_at_ms: undefined, ended_at_ms: undefined },
    duration_ms: undefined,
    ...{ inputs: JSON.stringify(data.inputs), outputs: '[]' },
    ...{ event_id: String(event.id), correlation_id: String(event.correlationid) },
    traceparent: typeof event.traceparent === 'string' ? event.traceparent : undefined,
    refused_moves: 0,
  }
}

function changeRun(run: RunRow, { name, data, atMs }: RunEvent): RunRow {
  switch (name) {
    case 'ca.run.created':
      return run
    case 'ca.run.started':
      return { ...run, worker: data.worker, attempt: data.attempt, started_at_ms: atMs }
    case 'ca.run.completed':
      return {
        ...{ ...run, ended_at_ms: atMs, duration_ms: data.duration_ms, backend: data.backend },
        ...{ ticks_done: data.ticks, state_hash: data.state_hash },
        state_sha256: data.state_sha256,
        ...{ metrics: JSON.stringify(data.metrics ?? []), outputs: JSON.stringify(data.outputs) },
      }
    case 'ca.run.failed':
      return { ...run, ended_at_ms: atMs, error_code: data.code, error_message: data.message }
    case 'ca.run.cancelled':
      return {
        ...{ ...run, ended_at_ms: atMs, reason: data.reason },
        ticks_done: data.ticks_done ?? run.ticks_done,
      }
    default:
      return run
  }
}
