/** What makers of trials read of studies, from the tables that are made of the record. */
import { setTimeout as pause } from 'node:timers/promises'
import { openAcceptedStudy } from '../../engine/node/mount-study.ts'
import type { OpenStudy } from '../../engine/node/open-study.ts'
import type { Queries } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE, type StoredStudy } from '../storage/study-tables.ts'
import { type StoredTrial, TRIAL_TABLE } from '../storage/trial-tables.ts'
import { StudyDocumentGoneError } from './errors.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { RecordStudy, readParams } from './record-study.ts'
import type { StudySource, TrialToMake } from './study-source.ts'

/** Studies of which trials are weighed here that are kept in memory. */
const MAX_KEPT = 8
/** A report that is on record is in the tables soon. */
const LOOK_MS = 20

export class RecordSource implements StudySource {
  readonly #queries: Queries
  readonly #documents: KeptDocuments
  /** The newest last. */
  readonly #kept = new Map<string, RecordStudy>()
  /** What is done to a study of these is done one thing after another. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(queries: Queries, documents: KeptDocuments) {
    this.#queries = queries
    this.#documents = documents
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
        return await this.#inTurn(() => this.#weigh(trial))
      await pause(LOOK_MS, undefined, { signal })
    }
  }

  async #weigh(trial: StoredTrial): Promise<boolean> {
    const { study_id: studyId } = trial
    const study = await this.#readStudy(studyId)
    const known =
      this.#kept.get(studyId) ??
      new RecordStudy(studyId, await this.#documents.readPlan(study.document_sha256))
    this.#kept.delete(studyId)
    this.#kept.set(studyId, known)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest!)
    try {
      await known.catchUp(this.#queries, study.proposed)
      return known.weigh(trial)
    } catch (error) {
      known.forget()
      throw error
    }
  }

  /** @throws {StudyDocumentGoneError} where there is none: a trial has one always. */
  async #readStudy(studyId: string): Promise<StoredStudy> {
    const study = await selectResource(this.#queries, STUDY_TABLE, studyId)
    if (study === undefined) throw new StudyDocumentGoneError({ sha256: studyId })
    return study
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }
}
