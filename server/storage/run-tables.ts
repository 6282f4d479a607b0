/** The statements of what the ledger makes of runs; `migrations/004-runs.ts` makes the table. */
import type { Queries, Transaction } from './database.ts'
import { putRows } from './resource-rows.ts'
import type { Row } from './sql-values.ts'

/** A run as it is in its table; lists are JSON. */
export interface RunRow extends Row {
  readonly run_id: string
  /** The number of the entry that created it. */
  readonly seq: number
  readonly state: string
  readonly created_by: string
  readonly title: string
  readonly scenario_sha256: string
  readonly rule: string
  readonly seed: string
  readonly backend: string
  readonly ticks: string
  readonly ticks_done: string
  readonly threads: number
  readonly ticks_per_second: number | undefined
  readonly time_limit_seconds: number | undefined
  /** What it needs, at a guess; unknown of runs that were asked for before it was told. */
  readonly memory_mib: number | undefined
  /** A list as JSON; the report alone where nobody said. */
  readonly wanted_outputs: string | undefined
  /** How long they are kept; for always where nobody said. */
  readonly retention_days: number | undefined
  readonly attempt: number
  readonly worker: string | undefined
  readonly state_hash: string | undefined
  readonly state_sha256: string | undefined
  readonly metrics: string
  readonly error_code: string | undefined
  readonly error_message: string | undefined
  readonly reason: string | undefined
  readonly created_at_ms: number
  readonly started_at_ms: number | undefined
  readonly ended_at_ms: number | undefined
  readonly duration_ms: number | undefined
  readonly inputs: string
  readonly outputs: string
  /** Of the event that created it: what its later events are caused by. */
  readonly event_id: string
  readonly correlation_id: string
  readonly traceparent: string | undefined
  /** Events that would have been moves which are not legal. */
  readonly refused_moves: number
}

const COLUMNS = [
  'run_id',
  'seq',
  'state',
  'created_by',
  'title',
  'scenario_sha256',
  'rule',
  'seed',
  'backend',
  'ticks',
  'ticks_done',
  'threads',
  'ticks_per_second',
  'time_limit_seconds',
  'memory_mib',
  'wanted_outputs',
  'retention_days',
  'attempt',
  'worker',
  'state_hash',
  'state_sha256',
  'metrics',
  'error_code',
  'error_message',
  'reason',
  'created_at_ms',
  'started_at_ms',
  'ended_at_ms',
  'duration_ms',
  'inputs',
  'outputs',
  'event_id',
  'correlation_id',
  'traceparent',
  'refused_moves',
] as const satisfies readonly (keyof RunRow)[]

const SELECT = `select ${COLUMNS.join(', ')} from automata_runs`

/** A run; undefined where there is none. */
export async function selectRun(queries: Queries, runId: string): Promise<RunRow | undefined> {
  return (await queries.query<RunRow>(`${SELECT} where run_id = $1`, [runId]))[0]
}

/** Some runs by their ids; those that are not there are left out. */
export async function selectRunsOf(
  queries: Queries,
  runIds: readonly string[],
): Promise<readonly RunRow[]> {
  return await queries.query<RunRow>(`${SELECT} where run_id = any ($1::text[])`, [runIds])
}

/** Runs, the newest first, behind one of them. */
export async function selectRuns(
  queries: Queries,
  range: {
    readonly state?: string | undefined
    readonly after?: string | undefined
    readonly count: number
  },
): Promise<readonly RunRow[]> {
  return await queries.query<RunRow>(
    `${SELECT} where ($1::text is null or state = $1)
       and ($2::text is null or seq < (select seq from automata_runs where run_id = $2))
     order by seq desc limit $3`,
    [range.state, range.after, range.count],
  )
}

/** Writes runs, each of them once, as they are now. */
export async function putRuns(transaction: Transaction, rows: readonly RunRow[]): Promise<void> {
  await putRows(transaction, { name: 'automata_runs', key: 'run_id', columns: COLUMNS }, rows)
}

/** How many runs are in each state. */
export async function countRuns(
  queries: Queries,
): Promise<readonly { readonly state: string; readonly runs: number }[]> {
  return await queries.query<{ state: string; runs: number }>(
    'select state, count(*)::int as runs from automata_runs group by state order by state',
  )
}
