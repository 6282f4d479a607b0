/** What goes on record of studies and of their proposals, and under which keys: whoever is first is right. */

import type { StudyResource } from '../../engine/resources/study.ts'
import type { Proposal } from '../../engine/search/study.ts'
import { tellParams } from '../../engine/studies/recorded-study.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { EventRefs } from '../storage/event-refs.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { endKeyOfTrial } from './trial-events.ts'

const MAX_BEST = 128

/** All ends of a study have this key: the first of them is the one there is. */
export const endKeyOfStudy = (studyId: string) => `${studyId}:ended`

/** By which a trial is known: its study and its number. */
export const trialIdOf = (studyId: string, number: number) => `${studyId}:${number}`

/** What a study does is brought about by its having been asked for. */
function causeOf({ event_id: id, correlation_id: correlationId, traceparent }: EventRefs) {
  return { id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}

/**
 * That a trial is proposed. Another of its number is another fact under the same key.
 *
 * @param ends how many ends the sampler knew of.
 */
export function describeProposed(
  study: StoredStudy,
  { number, params }: Proposal,
  ends: number,
): RecordEvent {
  const { study_id, sampler, seed, document_sha256: sha256 } = study
  const trial_id = trialIdOf(study_id, number)
  return {
    ...{ kind: 'record', name: 'ml.trial.proposed', cause: causeOf(study) },
    idempotencyKey: `${study_id}:${number}:proposed`,
    data: {
      ...{ trial_id, study_id, number, proposal_id: `${trial_id}:proposal`, sampler, seed, ends },
      parameters: [...tellParams(params)],
      inputs: [{ kind: 'scenario', id: sha256, sha256 }],
    },
  }
}

/** That the budget of a study is spent. */
export function describeStudyCompleted(
  study: StoredStudy,
  why: NonNullable<StudyResource['why']>,
  best: readonly number[],
): RecordEvent {
  const { study_id, completed, pruned, failed } = study
  const ids = best.slice(0, MAX_BEST).map((number) => trialIdOf(study_id, number))
  return {
    ...{ kind: 'record', name: 'ml.study.completed', cause: causeOf(study) },
    idempotencyKey: endKeyOfStudy(study_id),
    data: { study_id, why, completed, pruned, failed, best: ids },
  }
}

/** That no trial of a study can be proposed any more. */
export function describeStudyFailed(
  study: StoredStudy,
  { code, message }: { readonly code: string; readonly message: string },
): RecordEvent {
  const { study_id } = study
  return {
    ...{ kind: 'record', name: 'ml.study.failed', cause: causeOf(study) },
    idempotencyKey: endKeyOfStudy(study_id),
    data: { study_id, code, message: toEventMessage(message) },
  }
}

/** That a trial will not be made, since its study is over. */
export function describeTrialDropped(
  study: StoredStudy,
  { trial_id, number }: { readonly trial_id: string; readonly number: number },
): RecordEvent {
  const { study_id, state } = study
  return {
    ...{ kind: 'record', name: 'ml.trial.failed', cause: causeOf(study) },
    idempotencyKey: endKeyOfTrial(study_id, number),
    data: {
      ...{ trial_id, study_id, number, code: `study/${state}` },
      message: `Its study is ${state}.`,
    },
  }
}
