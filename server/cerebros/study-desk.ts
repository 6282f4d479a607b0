/** Takes studies that somebody asks for, and tells what has come of them. */
import type { RecordFacts } from '../../engine/node/check-record.ts'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { ScenarioStore } from '../jobs/scenario-store.ts'
import type { Database } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE, type StoredStudy } from '../storage/study-tables.ts'
import type { TrialQueue } from '../storage/trial-queue.ts'
import { StudyDocumentGoneError, StudyRefusedError } from './errors.ts'
import type { StudyDocuments } from './study-documents.ts'
import type { StudyOverviews } from './study-overview.ts'
import { StudyRoom } from './study-room.ts'

export interface StudyDeskOptions {
  readonly database: Database
  readonly texts: ScenarioStore
  readonly documents: Pick<StudyDocuments, 'describe'>
  /** The same for studies that come with a record: to read one takes longer. */
  readonly records: Pick<StudyDocuments, 'describe'>
  readonly overviews: StudyOverviews
  readonly queue: Pick<TrialQueue, 'isStranded'>
  /** How many studies may go on or be paused, where that is not as usual. */
  readonly most?: { readonly all: number; readonly own: number }
  newId(): string
  /** A clock in milliseconds. */
  now(): number
}

/** What a study is asked for with, checked. */
export interface NewStudy {
  readonly study_id?: string | undefined
  readonly document: string
  /** In base64, by their paths. */
  readonly files?: Readonly<Record<string, string>> | undefined
  /** The record of a search elsewhere, in whole lines. */
  readonly record?: string | undefined
  readonly trials?: number | undefined
  readonly workers?: number | undefined
  readonly priority: number
  readonly zone: 'cpu' | 'gpu'
}

/** What is on record of a study that is asked for. */
type StudyCreated = KnownEvents['ml.study.created']['data']

export class StudyDesk {
  readonly #options: StudyDeskOptions
  readonly #room: StudyRoom

  constructor(options: StudyDeskOptions) {
    this.#options = options
    this.#room = new StudyRoom(options)
  }

  /**
   * Reads a study that is asked for. Its document is durable when this gives what is to be put on record; the same
   * request under the same id is the same fact.
   *
   * @throws {StudyRefusedError | ProgramsRefusedError | StudyDocumentsBusyError} where it is not taken.
   * @throws {TooManyStudiesError} where too many go on.
   */
  async accept(wanted: NewStudy, createdBy: string): Promise<StudyCreated> {
    const { study_id: id = `study-${this.#options.newId()}` } = wanted
    const found = await this.find(id)
    // Whoever asks again for one that there is takes no room.
    if (found !== undefined) return await this.#describe(wanted, id, createdBy, found)
    const place = await this.#room.take(id, createdBy)
    try {
      const created = await this.#describe(wanted, id, createdBy)
      this.#room.settle(place)
      return created
    } catch (error) {
      this.#room.leave(place)
      throw error
    }
  }

  async #describe(
    { document: text, files, record, priority, zone, ...wanted }: NewStudy,
    id: string,
    createdBy: string,
    found?: StoredStudy,
  ): Promise<StudyCreated> {
    const { documents, records, texts } = this.#options
    const reader = record === undefined ? documents : records
    const facts = await reader.describe({ text, files, record })
    const { sha256: document_sha256 } = facts
    const asked = facts.record?.trials ?? 0
    if (asked > (wanted.trials ?? asked)) {
      const problem = `its record has ${asked} trials, and it is to have ${wanted.trials}.`
      throw new StudyRefusedError({ cause: 'study/record', problem })
    }
    // Another text under the same id is refused, and would be kept for nothing.
    const isSame =
      found?.document_sha256 === document_sha256 && found.record?.sha256 === facts.record?.sha256
    const isKept = found === undefined || isSame
    if (isKept) await texts.put(facts.canonicalText)
    if (isKept && record !== undefined) await texts.put(record)
    const { identity, title: name, seed, sampler, objectives, budget, repeat } = facts
    const { seconds, failures } = budget
    return {
      ...{ study_id: id, name, document_sha256, identity, seed, sampler },
      objectives: objectives.map(({ name: of, direction, unit, measured }) => ({
        ...{ name: of, direction },
        ...(unit !== undefined && { unit }),
        ...(measured && { measured }),
      })),
      trials: wanted.trials ?? Math.max(budget.trials, asked),
      ...(seconds !== undefined && { seconds }),
      ...(failures !== undefined && { failures }),
      workers: wanted.workers ?? facts.workers,
      ...(repeat !== undefined && { repeat }),
      ...{ priority, zone, engine: ENGINE_VERSION, created_by: createdBy },
      ...(facts.record !== undefined && { record: tellRecord(facts.record) }),
    }
  }

  /** A study with its front, how that has grown, and what it waits for. */
  async describe(study: StoredStudy): Promise<StudyOverview> {
    const { overviews, queue } = this.#options
    const overview = await overviews.describe(study)
    const isStranded = study.state === 'running' && (await queue.isStranded(study.study_id))
    return { ...overview, ...(isStranded && { waiting_for: 'worker' }) }
  }

  /**
   * The text of a document as it was accepted.
   *
   * @throws {StudyDocumentGoneError | ScenarioDamagedError} where it is not there, or another by now.
   */
  async readDocument(sha256: string): Promise<string> {
    const text = await this.#options.texts.get(sha256)
    if (text === undefined) throw new StudyDocumentGoneError({ sha256 })
    return text
  }

  /** The study of an id; undefined where there is none. */
  async find(id: string): Promise<StoredStudy | undefined> {
    return await selectResource(this.#options.database, STUDY_TABLE, id)
  }
}

function tellRecord({ sha256, trials, ends, spentMs: spent_ms }: RecordFacts) {
  return { sha256, trials, ends, spent_ms }
}
