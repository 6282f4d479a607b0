/** What goes on record of a run and of its share of a machine. */

import { createHash } from 'node:crypto'
import type { OutputRole, RunOutcome } from '../../engine/node/run-messages.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import type { Breach } from '../../engine/simulation/run-to-probes.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { EventCause, RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { RunRow } from '../storage/run-tables.ts'
import { describeGrant, describeRelease } from './allocation-events.ts'

/** The longest rule that is on record in full. */
const MAX_RULE_CHARS = 4000
const MAX_ID_CHARS = 128
const MAX_METRICS = 128

/** All terminal events of a run have this key: the first of them is the one there is. */
const endKeyOf = (runId: string) => `${runId}/end`

/** An artifact that a run has left, as its end tells of it. */
export interface StoredOutput {
  readonly role: string
  readonly sha256: string
}

/** What a run is asked for with. */
export interface RunRequest {
  readonly runId: string
  readonly createdBy: string
  readonly title: string
  readonly scenarioSha256: string
  readonly rule: string
  readonly seed: string
  readonly backend: string
  readonly ticks: number
  readonly threads: number
  readonly ticksPerSecond: number | undefined
  readonly timeLimitSeconds: number
  readonly memoryMib: number
  /** The report alone where nobody said. */
  readonly outputs: readonly OutputRole[] | undefined
  readonly retentionDays: number | undefined
}

export function describeCreated(request: RunRequest): RecordEvent {
  const { runId, createdBy, title, scenarioSha256, rule, seed, backend, ticks } = request
  const { threads, ticksPerSecond, timeLimitSeconds, memoryMib, outputs, retentionDays } = request
  return {
    kind: 'record',
    name: 'ca.run.created',
    idempotencyKey: `${runId}/created`,
    data: {
      ...{ run_id: runId, created_by: createdBy, title: toEventMessage(title) },
      ...{ scenario_sha256: scenarioSha256, rule: toRuleText(rule), seed, backend },
      ...{ ticks: String(ticks), threads, time_limit_seconds: timeLimitSeconds },
      ...(ticksPerSecond === undefined ? {} : { ticks_per_second: ticksPerSecond }),
      memory_mib: memoryMib,
      ...(outputs === undefined ? {} : { wanted_outputs: outputs }),
      ...(retentionDays === undefined ? {} : { retention_days: retentionDays }),
      engine: ENGINE_VERSION,
      inputs: [scenarioInput(scenarioSha256)],
    },
  }
}

export function describeStarted(run: RunRow, worker: string, attempt: number): RecordEvent {
  return {
    kind: 'record',
    name: 'ca.run.started',
    ...{ agent: worker, cause: causeOf(run) },
    idempotencyKey: `${run.run_id}/attempt/${attempt}`,
    data: { run_id: run.run_id, worker, attempt },
  }
}

/** @throws {Error} for an outcome without a digest, which is none of a run on record. */
export function describeCompleted(
  run: RunRow,
  worker: string,
  outcome: RunOutcome,
  outputs: readonly StoredOutput[],
  durationMs: number,
): RecordEvent {
  const { digest, stateSha256, backend, tick, metrics } = outcome
  if (digest === undefined) throw new Error('a run on record has a digest of its last state')
  const told = Object.entries(metrics).filter(([name, value]) => {
    return name.length <= MAX_ID_CHARS && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  })
  return {
    kind: 'record',
    name: 'ca.run.completed',
    ...{ agent: worker, cause: causeOf(run) },
    idempotencyKey: endKeyOf(run.run_id),
    data: {
      ...{ run_id: run.run_id, state_hash: digest },
      ...(stateSha256 === undefined ? {} : { state_sha256: stateSha256 }),
      metrics: told.slice(0, MAX_METRICS).map(([name, value]) => ({ name, value })),
      ...{ scenario_sha256: run.scenario_sha256, rule: run.rule, seed: run.seed, backend },
      ...{ ticks: String(tick), engine: ENGINE_VERSION, inputs: inputsOf(run) },
      ...{ duration_ms: Math.round(durationMs), outputs },
    },
  }
}

export function describeFailed(
  run: RunRow,
  worker: string,
  { code, message }: { readonly code: string; readonly message: string },
  attempt: number,
): RecordEvent {
  return {
    kind: 'record',
    name: 'ca.run.failed',
    ...{ agent: worker, cause: causeOf(run) },
    idempotencyKey: endKeyOf(run.run_id),
    data: {
      run_id: run.run_id,
      code: code.slice(0, MAX_ID_CHARS),
      message: toEventMessage(message),
      ...{ attempt, inputs: inputsOf(run) },
    },
  }
}

export function describeCancelled(
  run: RunRow,
  by: string,
  reason: string,
  tick: number | undefined,
): RecordEvent {
  return {
    kind: 'record',
    name: 'ca.run.cancelled',
    idempotencyKey: endKeyOf(run.run_id),
    data: {
      ...{ run_id: run.run_id, by, reason, inputs: inputsOf(run) },
      ...(tick === undefined ? {} : { ticks_done: String(tick) }),
    },
  }
}

export function describeGranted(
  run: RunRow,
  share: {
    readonly allocationId: string
    readonly worker: string
    readonly threads: number
    readonly memoryMib: number
  },
): RecordEvent {
  const { allocationId, worker, threads, memoryMib } = share
  return describeGrant(
    allocationId,
    { run_id: run.run_id, zone: 'cpu', worker, threads, memory_mib: memoryMib },
    { agent: worker, cause: causeOf(run) },
  )
}

export function describeReleased(run: RunRow, allocationId: string, reason: string): RecordEvent {
  return describeRelease(allocationId, reason, { cause: causeOf(run) })
}

/** What is found out about a run that somebody should know of. */
export interface RunAlert {
  readonly rule: 'run.lost' | 'run.memory' | 'run.expectation'
  readonly severity: 'warning' | 'critical'
  readonly message: string
  readonly value?: number
  readonly limit?: number
}

/** An alert about a run: one of each rule, however many attempts find it. */
export function describeAlert(run: RunRow, { message, ...alert }: RunAlert): RecordEvent {
  const { run_id: of } = run
  return {
    kind: 'record',
    name: 'thunderbolt.alert.raised',
    cause: causeOf(run),
    idempotencyKey: `${of}/alert/${alert.rule}`,
    data: {
      ...alert,
      alert_id: `${alert.rule}/${of}`.slice(0, MAX_ID_CHARS),
      of,
      message: toEventMessage(message),
    },
  }
}

/** What a failure of a run is to be alerted of as; undefined where it is a run like others that fail. */
export function alertOfFailure({ code, message, details }: Failure): RunAlert | undefined {
  if (code !== 'jobs/memory') return undefined
  const { limitMib, foundMib } = details as {
    readonly limitMib?: number
    readonly foundMib?: number
  }
  return {
    ...{ rule: 'run.memory', severity: 'warning', message },
    ...(foundMib === undefined ? {} : { value: foundMib }),
    ...(limitMib === undefined ? {} : { limit: limitMib }),
  }
}

/** Where a run came to what its scenario does not expect; undefined where all is as expected. */
export function alertOfBreaches(breaches: readonly Breach[]): RunAlert | undefined {
  const [first] = breaches
  if (first === undefined) return undefined
  const { tick, what, expected, found = 'nothing' } = first
  return {
    ...{ rule: 'run.expectation', severity: 'critical', value: breaches.length, limit: 0 },
    message: `At tick ${tick} its ${what} is ${found}, where its scenario expects ${expected}.`,
  }
}

/** What a run does is brought about by its having been asked for. */
export function causeOf({
  event_id: id,
  correlation_id: correlationId,
  traceparent,
}: RunRow): EventCause {
  return { id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}

function inputsOf({ scenario_sha256: sha256 }: RunRow): unknown[] {
  return [scenarioInput(sha256)]
}

const scenarioInput = (sha256: string) => ({ kind: 'scenario', id: sha256, sha256 })

/** A rule in full, or the hash of one that is longer, or has letters that no text of a database has. */
function toRuleText(rule: string): string {
  const isPlain = rule.length <= MAX_RULE_CHARS && rule.isWellFormed() && !rule.includes('\0')
  return isPlain ? rule : `sha256:${createHash('sha256').update(rule).digest('hex')}`
}
