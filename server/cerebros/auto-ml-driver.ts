/**
 * Leads the studies of a server (AutoMLDriver): proposes their trials, has them made, and ends what is spent.
 *
 * The record is the truth. What a study is, which trials it has and which of them have ended is read from there each
 * time; what is to be done follows from it, and each step has a key of which the ledger takes the first. So a driver may
 * be killed anywhere, and another goes on; and two that lead the same study propose no trial twice.
 */
import { isNamedError } from '../../engine/named-error.ts'
import { isStudyOver, type StudyResource } from '../../engine/resources/study.ts'
import { TrialWaitsError } from '../../engine/search/errors.ts'
import { StudyInvalidError } from '../../engine/studies/errors.ts'
import type { LogFeed } from '../events/log-feed.ts'
import { PacedLoop } from '../events/paced-loop.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { Database } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { dropStudyLease, leadStudy, leaveStudies } from '../storage/study-lease-tables.ts'
import { STUDY_TABLE, type StoredStudy, selectLedStudies } from '../storage/study-tables.ts'
import type { TrialQueue } from '../storage/trial-queue.ts'
import { selectOpenTrials, TRIAL_TABLE } from '../storage/trial-tables.ts'
import { followStudies } from './follow-studies.ts'
import { ImportedRecord } from './imported-record.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { RecordStudy } from './record-study.ts'
import {
  describeProposed,
  describeStudyCompleted,
  describeStudyFailed,
  describeTrialDropped,
  trialIdOf,
} from './study-events.ts'

const LEASE_MS = 15_000
/** So long other studies wait for one whose record is put on record. */
const IMPORT_MS = 500
/** Jobs that were lost are put again. */
const PUT_AGAIN_MS = 30_000

export interface AutoMLDriverOptions {
  readonly database: Database
  readonly record: Pick<RunRecord, 'publishEvent' | 'catchUp'>
  readonly feed: LogFeed
  readonly queue: Pick<TrialQueue, 'put' | 'drop' | 'prioritize'>
  readonly documents: Pick<KeptDocuments, 'readPlan' | 'readText'>
  /** Under which it leads: another for each process that there ever is. */
  readonly name: string
  readonly leaseMs?: number | undefined
  /** Milliseconds since 1970, by which budgets of seconds are spent. */
  wallTimeMs(): number
  onProblem(problem: unknown): void
}

/** A study that is led here. */
interface Led {
  readonly record: RecordStudy
  /** With which it begins, until all of that is on record; undefined where there is none, or none any more. */
  imported: ImportedRecord | undefined
  keptAtMs: number
  /** When its trials were put last; undefined where they have to be put. */
  putAtMs: number | undefined
  priority: number
}

export class AutoMLDriver {
  readonly #options: AutoMLDriverOptions
  readonly #leaseMs: number
  readonly #led = new Map<string, Led>()
  readonly #loop: PacedLoop
  #unfollow: (() => void) | undefined

  constructor(options: AutoMLDriverOptions) {
    this.#options = options
    this.#leaseMs = options.leaseMs ?? LEASE_MS
    const pauseMs = this.#leaseMs / 3
    const { onProblem } = options
    this.#loop = new PacedLoop({ work: () => this.#leadAll(pauseMs), pauseMs, onProblem })
  }

  /** Begins to lead studies. */
  start(): void {
    this.#unfollow ??= followStudies(this.#options.feed, () => this.#loop.wake())
    this.#loop.wake()
  }

  /** Leaves them to others, or to the next start. Trials that run are not touched. */
  async stop(): Promise<void> {
    this.#unfollow?.()
    await this.#loop.stop()
    this.#led.clear()
    await leaveStudies(this.#options.database, this.#options.name)
  }

  async #leadAll(pauseMs: number): Promise<number> {
    const { database, record, onProblem } = this.#options
    // By tables that are behind, what is over would go on.
    if (!(await record.catchUp())) return pauseMs
    const studies = await selectLedStudies(database)
    const known = new Set(studies.map(({ study_id }) => study_id))
    for (const id of this.#led.keys()) if (!known.has(id)) await this.#leave(id)
    for (const study of studies) {
      if (this.#loop.isStopped) break
      try {
        await this.#lead(study)
      } catch (error) {
        // What was asked for and is not on record never was.
        this.#led.get(study.study_id)?.record.forget()
        onProblem(error)
      }
    }
    return pauseMs
  }

  async #lead(study: StoredStudy): Promise<void> {
    const { queue, database } = this.#options
    if (isStudyOver(study.state)) return await this.#dropTrials(study)
    const led = await this.#take(study)
    if (led === undefined) return
    if (led.imported !== undefined) return await this.#import(study, led, led.imported)
    await led.record.catchUp(database, study.proposed)
    if (led.priority !== study.priority) {
      await queue.prioritize(study.study_id, study.priority)
      led.priority = study.priority
    }
    if (study.state === 'paused') await this.#rest(study, led)
    else await this.#goOn(study, led)
  }

  /** The lead of a study; undefined where another has it, or it cannot be read. */
  async #take({ study_id: studyId, ...study }: StoredStudy): Promise<Led | undefined> {
    const { database, name, documents, wallTimeMs } = this.#options
    const found = this.#led.get(studyId)
    const now = wallTimeMs()
    const isKept = found !== undefined && Math.abs(now - found.keptAtMs) < this.#leaseMs / 3
    if (isKept) return found
    if (!(await leadStudy(database, { studyId, leader: name, leaseMs: this.#leaseMs }))) {
      this.#led.delete(studyId)
      return undefined
    }
    if (found !== undefined) {
      found.keptAtMs = now
      return found
    }
    try {
      const plan = await documents.readPlan(study.document_sha256)
      const record = new RecordStudy(studyId, plan)
      const imported =
        study.record && new ImportedRecord(await documents.readText(study.record.sha256))
      const { priority } = study
      const led: Led = { record, imported, keptAtMs: now, putAtMs: undefined, priority }
      this.#led.set(studyId, led)
      return led
    } catch (error) {
      if (!(error instanceof StudyInvalidError)) throw error
      // This version reads it otherwise than the one that took it.
      await this.#fail({ study_id: studyId, ...study }, error)
      return undefined
    }
  }

  /** Puts on record what a study begins with: for a while, and the rest the next time. No trial is made before. */
  async #import(study: StoredStudy, led: Led, imported: ImportedRecord): Promise<void> {
    if (await imported.goOn(study, this.#options.record, IMPORT_MS)) led.imported = undefined
    this.#loop.wake()
  }

  /** No trial is begun; those that run go on, and the last of them may be the last of all. */
  async #rest(study: StoredStudy, led: Led): Promise<void> {
    if (led.putAtMs !== undefined)
      await this.#options.queue.drop(study.study_id, { running: false })
    led.putAtMs = undefined
    await this.#endSpent(study, led)
  }

  async #goOn(study: StoredStudy, led: Led): Promise<void> {
    const { wallTimeMs } = this.#options
    const sincePut = wallTimeMs() - (led.putAtMs ?? Number.NEGATIVE_INFINITY)
    if (sincePut > PUT_AGAIN_MS) await this.#putOpen(study, led)
    let current = study
    while (led.record.open < current.workers && this.#findSpent(current) === undefined) {
      if (this.#loop.isStopped) return
      const next = await this.#propose(current, led)
      if (next === undefined) break
      current = next
    }
    await this.#endSpent(current, led)
  }

  async #putOpen(study: StoredStudy, led: Led): Promise<void> {
    const { database, wallTimeMs } = this.#options
    for (const { number } of await selectOpenTrials(database, study.study_id)) {
      await this.#put(study, number)
    }
    led.putAtMs = wallTimeMs()
  }

  async #put({ study_id: studyId, zone, priority }: StoredStudy, number: number): Promise<void> {
    const trialId = trialIdOf(studyId, number)
    await this.#options.queue.put({ trialId, studyId, number, zone, priority })
  }

  /**
   * Puts the next trial on record and in the queue.
   *
   * @returns the study as it is then; undefined where it waits, does not go on any more, or another was faster.
   */
  async #propose(study: StoredStudy, led: Led): Promise<StoredStudy | undefined> {
    const { database, record } = this.#options
    const { study_id: id } = study
    const { ends } = led.record
    let proposal: ReturnType<RecordStudy['ask']>
    try {
      proposal = led.record.ask()
    } catch (error) {
      if (error instanceof TrialWaitsError) return undefined
      if (!isNamedError(error)) throw error
      await this.#fail(study, error)
      return undefined
    }
    const event = describeProposed(study, proposal, ends)
    const isOurs = await record.publishEvent(event, study.correlation_id)
    const { number } = proposal
    const trial = await selectResource(database, TRIAL_TABLE, trialIdOf(id, number))
    const now = await selectResource(database, STUDY_TABLE, id)
    if (!isOurs || trial === undefined || now?.proposed !== number + 1) {
      // Another leads it too, or it has ended meanwhile: the record says how it is.
      led.record.forget()
      this.#loop.wake()
      return undefined
    }
    if (now.state !== 'running') return undefined
    await this.#put(now, number)
    return now
  }

  /** Ends a study of which nothing more is to be proposed, and nothing runs. */
  async #endSpent(study: StoredStudy, led: Led): Promise<void> {
    const why = this.#findSpent(study)
    const ended = study.completed + study.pruned + study.failed
    if (why === undefined || ended < study.proposed || led.record.open > 0) return
    const best = led.record.study.bestTrials().map(({ number }) => number)
    const event = describeStudyCompleted(study, why, best)
    await this.#options.record.publishEvent(event, study.correlation_id)
    await this.#leave(study.study_id)
  }

  #findSpent(study: StudyResource): StudyResource['why'] {
    const { proposed, trials, failed, failures, seconds, spent_ms, going_since_ms } = study
    if (proposed >= trials) return 'trials'
    if (failures !== undefined && failed >= failures) return 'failures'
    if (seconds === undefined) return undefined
    const now = this.#options.wallTimeMs()
    const spentMs = spent_ms + Math.max(0, now - (going_since_ms ?? now))
    return spentMs >= 1000 * seconds ? 'seconds' : undefined
  }

  /** Gives each trial its end that a study has left behind. */
  async #dropTrials(study: StoredStudy): Promise<void> {
    const { database, queue, record, name: leader } = this.#options
    const { study_id: studyId } = study
    if (!(await leadStudy(database, { studyId, leader, leaseMs: this.#leaseMs }))) return
    await queue.drop(studyId, { running: true })
    for (const trial of await selectOpenTrials(database, studyId)) {
      await record.publishEvent(describeTrialDropped(study, trial), study.correlation_id)
    }
    await this.#leave(studyId)
  }

  async #fail(study: StoredStudy, { code, message }: Coded): Promise<void> {
    const event = describeStudyFailed(study, { code, message })
    await this.#options.record.publishEvent(event, study.correlation_id)
    this.#loop.wake()
  }

  async #leave(studyId: string): Promise<void> {
    this.#led.delete(studyId)
    const { database, name: leader } = this.#options
    await dropStudyLease(database, { studyId, leader })
  }
}

interface Coded {
  readonly code: string
  readonly message: string
}
