/** What goes on record of any trial, wherever it was made: under which keys, and how one is proposed. */
import type { StudyResource } from '../resources/study.ts'
import type { Proposal } from '../search/study.ts'
import type { RecordEvent } from '../telemetry/published-event.ts'
import { tellParams } from './recorded-study.ts'

/** The longest code of the registry. */
const MAX_CODE_CHARS = 128

/** A study as its trials tell of it, and the event that created it. */
export interface StudyOfTrials
  extends Pick<StudyResource, 'study_id' | 'sampler' | 'seed' | 'document_sha256'> {
  readonly event_id: string
  readonly correlation_id: string
  readonly traceparent?: string | undefined
}

/** All ends of a trial have this key: the first of them is the one there is. */
export const endKeyOfTrial = (studyId: string, number: number) => `${studyId}:${number}:ended`

/** By which a trial is known: its study and its number. */
export const trialIdOf = (studyId: string, number: number) => `${studyId}:${number}`

/** What a study does is brought about by its having been asked for. */
export function causeOfStudy({
  event_id: id,
  correlation_id: correlationId,
  traceparent,
}: Pick<StudyOfTrials, 'event_id' | 'correlation_id' | 'traceparent'>) {
  return { id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}

/**
 * That a trial is proposed. Another of its number is another fact under the same key.
 *
 * @param ends how many ends the sampler knew of.
 */
export function describeProposed(
  study: StudyOfTrials,
  { number, params }: Proposal,
  ends: number,
): RecordEvent {
  const { study_id, sampler, seed, document_sha256: sha256 } = study
  const trial_id = trialIdOf(study_id, number)
  return {
    ...{ kind: 'record', name: 'ml.trial.proposed', cause: causeOfStudy(study) },
    idempotencyKey: `${study_id}:${number}:proposed`,
    data: {
      ...{ trial_id, study_id, number, proposal_id: `${trial_id}:proposal`, sampler, seed, ends },
      parameters: [...tellParams(params)],
      inputs: [{ kind: 'scenario', id: sha256, sha256 }],
    },
  }
}

/** Reasons of failures begin with a code where an error with a name was thrown. */
export function splitReason(reason: string): { readonly code: string; readonly message: string } {
  const found = /^([a-z][\w-]*\/[\w-]+): (.+)$/s.exec(reason)
  if (found === null) return { code: 'study/trial', message: reason }
  return { code: found[1]!.slice(0, MAX_CODE_CHARS), message: found[2]! }
}
