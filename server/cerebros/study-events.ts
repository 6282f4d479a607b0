/** What goes on record of studies and of their proposals, and under which keys: whoever is first is right. */

import type { StudyResource } from '../../engine/resources/study.ts'
import { causeOfStudy, endKeyOfTrial, trialIdOf } from '../../engine/studies/trial-facts.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { StoredStudy } from '../storage/study-tables.ts'

const MAX_BEST = 128

/** All ends of a study have this key: the first of them is the one there is. */
export const endKeyOfStudy = (studyId: string) => `${studyId}:ended`

/** That the budget of a study is spent. */
export function describeStudyCompleted(
  study: StoredStudy,
  why: NonNullable<StudyResource['why']>,
  best: readonly number[],
): RecordEvent {
  const { study_id, completed, pruned, failed } = study
  const ids = best.slice(0, MAX_BEST).map((number) => trialIdOf(study_id, number))
  return {
    ...{ kind: 'record', name: 'ml.study.completed', cause: causeOfStudy(study) },
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
    ...{ kind: 'record', name: 'ml.study.failed', cause: causeOfStudy(study) },
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
    ...{ kind: 'record', name: 'ml.trial.failed', cause: causeOfStudy(study) },
    idempotencyKey: endKeyOfTrial(study_id, number),
    data: {
      ...{ trial_id, study_id, number, code: `study/${state}` },
      message: `Its study is ${state}.`,
    },
  }
}
