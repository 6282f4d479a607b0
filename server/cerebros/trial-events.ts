/** What goes on record of the trials of a study while they are made. */

import { tellNumber } from '../../engine/resources/told-number.ts'
import { PRUNED } from '../../engine/resources/trial.ts'
import type { TrialResult } from '../../engine/search/trial-result.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { endKeyOfTrial, splitReason } from '../../engine/studies/trial-facts.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { EventCause, RecordEvent } from '../../engine/telemetry/published-event.ts'
import { describeGrant, describeRelease } from '../jobs/allocation-events.ts'
import type { TrialToMake } from './study-source.ts'

/** What made a trial. */
export interface TrialMade {
  readonly worker: string
  readonly durationMs: number
  /** What it leaves, by the hashes of contents. */
  readonly outputs: readonly { readonly role: string; readonly sha256: string }[]
}

/** What a trial that was made came to. */
export function describeTrialEnd(
  trial: TrialToMake,
  { objectives }: Pick<StudyPlan, 'objectives'>,
  result: Exclude<TrialResult, readonly number[]>,
  made: TrialMade,
): RecordEvent {
  if ('failed' in result) return describeTrialFailed(trial, splitReason(result.failed), made)
  if ('pruned' in result) {
    const problem = { code: PRUNED, message: 'By what it reported it was not worth going on.' }
    return describeTrialFailed(trial, problem, made)
  }
  const { values, measured = {} } = result
  const byName = objectives.map(({ name }, place) => [name, values[place]!] as const)
  return {
    ...endOf(trial, made.worker),
    name: 'ml.trial.completed',
    data: {
      ...idsOf(trial),
      ...{ worker: made.worker, duration_ms: Math.round(made.durationMs) },
      values: values.map(tellNumber),
      metrics: Object.entries({ ...measured, ...Object.fromEntries(byName) })
        // A ledger has no others.
        .filter(([, value]) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)
        .map(([name, value]) => ({ name, value: value + 0 })),
      measured: Object.entries(measured)
        .filter(([, value]) => Number.isFinite(value))
        .map(([name, value]) => ({ name, value: tellNumber(value) })),
      outputs: made.outputs,
    },
  }
}

/** That a trial came to nothing. */
export function describeTrialFailed(
  trial: TrialToMake,
  { code, message }: { readonly code: string; readonly message: string },
  made?: Pick<TrialMade, 'worker' | 'durationMs'>,
): RecordEvent {
  const by = made && { worker: made.worker, duration_ms: Math.round(made.durationMs) }
  return {
    ...endOf(trial, made?.worker),
    name: 'ml.trial.failed',
    data: { ...idsOf(trial), ...by, code, message: toEventMessage(message) },
  }
}

/** What a trial has come to so far. What an attempt has reported at a step stays so. */
export function describeTrialReport(
  trial: TrialToMake,
  { attempt, step, values }: TrialReport,
): RecordEvent {
  return {
    ...{ kind: 'record', name: 'ml.trial.reported', cause: causeOf(trial) },
    idempotencyKey: `${trial.studyId}:${trial.number}:reported:${attempt}:${step}`,
    data: { ...idsOf(trial), attempt, step, values: values.map(tellNumber) },
  }
}

export interface TrialReport {
  readonly attempt: number
  readonly step: number
  readonly values: readonly number[]
}

/** A share of a machine that a trial has. */
export interface TrialShare {
  readonly allocationId: string
  readonly worker: string
  readonly zone: string
}

/** One thread of a worker. */
export function describeTrialGrant(
  trial: TrialToMake,
  { allocationId, worker, zone }: TrialShare,
): RecordEvent {
  const share = { run_id: trial.trialId, zone, worker, threads: 1, memory_mib: 0 }
  return describeGrant(allocationId, share, { agent: worker, cause: causeOf(trial) })
}

export function describeTrialRelease(
  trial: TrialToMake,
  allocationId: string,
  reason: string,
): RecordEvent {
  return describeRelease(allocationId, reason, { cause: causeOf(trial) })
}

const idsOf = ({ trialId, studyId, number }: TrialToMake) => ({
  ...{ trial_id: trialId, study_id: studyId, number },
})

function endOf(trial: TrialToMake, agent: string | undefined) {
  return {
    kind: 'record',
    ...(agent === undefined ? {} : { agent }),
    cause: causeOf(trial),
    idempotencyKey: endKeyOfTrial(trial.studyId, trial.number),
  } as const
}

/** What a trial does is brought about by its having been proposed. */
function causeOf({ eventId: id, correlationId, traceparent }: TrialToMake): EventCause {
  return { id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}
