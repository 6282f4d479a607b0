/** What makers of trials read of studies, from the tables that are made of the record. */
import { setTimeout as pause } from 'node:timers/promises'
import { openAcceptedStudy } from '../../engine/node/mount-study.ts'
import type { OpenStudy } from '../../engine/node/open-study.ts'
import { readParams } from '../../engine/studies/recorded-study.ts'
import type { Queries } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE, type StoredStudy } from '../storage/study-tables.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'
import { StudyDocumentGoneError } from './errors.ts'
import type { KeptDocuments } from './kept-documents.ts'
import type { StudySource, TrialToMake } from './study-source.ts'
import type { StudyThread } from './study-thread.ts'

/** A report that is on record is in the tables soon. */
const LOOK_MS = 20

export class RecordSource implements StudySource {
  readonly #queries: Queries
  readonly #documents: KeptDocuments
  readonly #thread: Pick<StudyThread, 'isWorthGoingOn'>

  constructor(
    queries: Queries,
    documents: KeptDocuments,
    thread: Pick<StudyThread, 'isWorthGoingOn'>,
  ) {
    this.#queries = queries
    this.#documents = documents
    this.#thread = thread
  }

  async readTrial(trialId: string): Promise<TrialToMake | undefined> {
    const trial = await selectResource(this.#queries, TRIAL_TABLE, trialId)
    if (trial === undefined) return undefined
    const study = await this.#readStudy(trial.study_id)
    const { space } = await this.#documents.readPlan(study.document_sha256)
    const { state } = study
    return {
      ...{ trialId, studyId: trial.study_id, number: trial.number },
      params: readParams(space, trial),
      studyState: state === 'running' || state === 'paused' ? state : 'over',
      isOver: trial.state !== 'proposed',
      ...{ attempt: trial.attempt, eventId: trial.event_id, correlationId: trial.correlation_id },
      ...(trial.traceparent !== undefined && { traceparent: trial.traceparent }),
    }
  }

  async openStudy(studyId: string): Promise<OpenStudy> {
    const { document_sha256: sha256, identity } = await this.#readStudy(studyId)
    return openAcceptedStudy(await this.#documents.readText(sha256), identity)
  }

  async isWorthGoingOn(
    { trialId, attempt, step }: Parameters<StudySource['isWorthGoingOn']>[0],
    signal: AbortSignal,
  ): Promise<boolean> {
    for (;;) {
      signal.throwIfAborted()
      const trial = await selectResource(this.#queries, TRIAL_TABLE, trialId)
      if (trial === undefined || trial.state !== 'proposed' || trial.attempt > attempt) return false
      const last = trial.reports.at(-1)?.step ?? -1
      if (trial.attempt === attempt && last >= step)
        return await this.#thread.isWorthGoingOn(await this.#readStudy(trial.study_id), trial)
      await pause(LOOK_MS, undefined, { signal })
    }
  }

  /** @throws {StudyDocumentGoneError} where there is none: a trial has one always. */
  async #readStudy(studyId: string): Promise<StoredStudy> {
    const study = await selectResource(this.#queries, STUDY_TABLE, studyId)
    if (study === undefined) throw new StudyDocumentGoneError({ sha256: studyId })
    return study
  }
}
