/**
 * Leads the studies of a server (AutoMLDriver): proposes their trials, has them made, and ends what is spent.
 *
 * The record is the truth. What a study is, which trials it has and which of them have ended is read from there each
 * time; what is to be done follows from it, and each step has a key of which the ledger takes the first. So a driver may
 * be killed anywhere, and another goes on; and two that lead the same study propose no trial twice.
 */
import { isStudyOver, type StudyResource } from '../../engine/resources/study.ts'
import { describeProposed, trialIdOf } from '../../engine/studies/trial-facts.ts'
import type { LogFeed } from '../events/log-feed.ts'
import { PacedLoop } from '../events/paced-loop.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { Database } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import {
  dropStudyLease,
  freeStudies,
  leadStudy,
  leaveStudies,
} from '../storage/study-lease-tables.ts'
import { STUDY_TABLE, type StoredStudy, selectLedStudies } from '../storage/study-tables.ts'
import type { TrialQueue } from '../storage/trial-queue.ts'
import { selectMakingMs, selectOpenTrials, TRIAL_TABLE } from '../storage/trial-tables.ts'
import { followStudies } from './follow-studies.ts'
import { ImportedRecord } from './imported-record.ts'
import type { KeptDocuments } from './kept-documents.ts'
import {
  describeStudyCompleted,
  describeStudyFailed,
  describeTrialDropped,
} from './study-events.ts'
import { type StudyFault, StudyFaults } from './study-faults.ts'
import type { StudyThread } from './study-thread.ts'

const LEASE_MS = 15_000
/** So long all other studies wait at each look for one whose record is put on record, whichever is next. */
const IMPORT_MS = 100
/** Jobs that were lost are put again. */
const PUT_AGAIN_MS = 30_000

export interface AutoMLDriverOptions {
  readonly database: Database
  readonly record: Pick<RunRecord, 'publishEvent' | 'catchUp'>
  readonly feed: LogFeed
  readonly queue: Pick<TrialQueue, 'put' | 'drop' | 'prioritize'>
  /** Where records are kept with which studies begin. */
  readonly documents: Pick<KeptDocuments, 'readText'>
  readonly thread: Pick<StudyThread, 'propose' | 'findBest'>
  /** Under which it leads: another for each process that there ever is. */
  readonly name: string
  /** Whether nobody else is at work on the database: then whoever led before is gone. */
  readonly isAlone?: boolean
  readonly leaseMs?: number | undefined
  /** How long a study is left alone after it could not be led, at first. */
  readonly faultPauseMs?: number | undefined
  /** Milliseconds since 1970, by which budgets of seconds are spent. */
  wallTimeMs(): number
  onProblem(problem: unknown): void
}

/** A study that is led here. */
interface Led {
  /** Under which the thread keeps it: another one where the record may not have what was proposed. */
  key: string
  /** The record with which it begins; undefined where none was read. */
  imported: ImportedRecord | undefined
  /** Whether all of that is on record. */
  isImported: boolean
  keptAtMs: number
  /** When its trials were put last; undefined where they have to be put. */
  putAtMs: number | undefined
  /** How often it had begun to go on when they were put. */
  goings: string
  /** What its trials in the queue have; undefined where that is not known. */
  priority: number | undefined
}

export class AutoMLDriver {
  readonly #options: AutoMLDriverOptions
  readonly #leaseMs: number
  readonly #led = new Map<string, Led>()
  readonly #faults: StudyFaults
  readonly #loop: PacedLoop
  #unfollow: (() => void) | undefined
  /** Whose turn it was last. */
  #lastImported: string | undefined
  #keys = 0
  #isFreed: boolean

  constructor(options: AutoMLDriverOptions) {
    this.#options = options
    this.#leaseMs = options.leaseMs ?? LEASE_MS
    this.#faults = new StudyFaults(options.faultPauseMs)
    this.#isFreed = options.isAlone !== true
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
    const { database, record, wallTimeMs } = this.#options
    if (!this.#isFreed) await freeStudies(database)
    this.#isFreed = true
    // By tables that are behind, what is over would go on.
    if (!(await record.catchUp())) return pauseMs
    const studies = await selectLedStudies(database)
    const known = new Set(studies.map(({ study_id }) => study_id))
    for (const id of this.#led.keys()) if (!known.has(id)) await this.#leave(id)
    this.#faults.clearOthers(known)
    for (const study of studies) {
      if (this.#loop.isStopped) break
      if (this.#faults.isPaused(study.study_id, wallTimeMs())) continue
      const isLed = await this.#try(study, () => this.#lead(study))
      // One that only waits for its turn has overcome nothing.
      if (isLed && !this.#isImporting(study)) this.#faults.clear(study.study_id)
    }
    await this.#importNext(studies)
    return pauseMs
  }

  async #try(study: StoredStudy, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      await this.#suffer(study, error)
      return false
    }
  }

  #isImporting({ study_id: id, state }: StoredStudy): boolean {
    return !isStudyOver(state) && this.#led.get(id)?.isImported === false
  }

  /** Leaves a study for a while, to others too, or for good. */
  async #suffer(study: StoredStudy, error: unknown): Promise<void> {
    const { onProblem, wallTimeMs } = this.#options
    onProblem(error)
    const fault = this.#faults.add(study.study_id, error, wallTimeMs())
    try {
      if (fault !== undefined && !isStudyOver(study.state)) {
        await this.#fail(study, fault)
        this.#faults.clear(study.study_id)
      }
      await this.#leave(study.study_id)
    } catch (problem) {
      onProblem(problem)
    }
  }

  /** By the study as it was known: where another has led it since, what is proposed is on record already. */
  async #lead(study: StoredStudy): Promise<void> {
    const { queue } = this.#options
    if (isStudyOver(study.state)) return await this.#dropTrials(study)
    const led = await this.#take(study.study_id)
    if (led === undefined) return
    led.isImported ||= isImported(study)
    if (!led.isImported) return
    if (led.priority !== study.priority) {
      await queue.prioritize(study.study_id, study.priority)
      led.priority = study.priority
    }
    if (study.state === 'paused') await this.#rest(study, led)
    else await this.#goOn(study, led)
  }

  /** The lead of a study; undefined where another has it. */
  async #take(studyId: string): Promise<Led | undefined> {
    const { database, name, wallTimeMs } = this.#options
    const found = this.#led.get(studyId)
    const now = wallTimeMs()
    const isKept = found !== undefined && Math.abs(now - found.keptAtMs) < this.#leaseMs / 3
    if (isKept) return found
    if (!(await leadStudy(database, { studyId, leader: name, leaseMs: this.#leaseMs }))) {
      this.#led.delete(studyId)
      return undefined
    }
    const key = found?.key ?? this.#newKey()
    const nothing = { putAtMs: undefined, goings: '', priority: undefined }
    const unread = { imported: undefined, isImported: false }
    const led: Led = found ?? { key, keptAtMs: now, ...nothing, ...unread }
    led.keptAtMs = now
    this.#led.set(studyId, led)
    return led
  }

  #newKey(): string {
    return `${this.#options.name}/${this.#keys++}`
  }

  /**
   * Puts on record what a study begins with: for a while, and the rest the next time. No trial is made before. They take
   * turns, one at each look at all studies: however many there are, trials of others are proposed between any two turns.
   */
  async #importNext(studies: readonly StoredStudy[]): Promise<void> {
    const waiting = studies.filter((study) => this.#isImporting(study))
    const last = waiting.findIndex(({ study_id }) => study_id === this.#lastImported)
    const study = waiting[(last + 1) % waiting.length]
    if (study === undefined || this.#loop.isStopped) return
    this.#lastImported = study.study_id
    const isGoingOn = await this.#try(study, () =>
      this.#import(study, this.#led.get(study.study_id)!),
    )
    if (isGoingOn) this.#faults.clear(study.study_id)
    this.#loop.wake()
  }

  async #import(study: StoredStudy, led: Led): Promise<void> {
    const { documents, record } = this.#options
    led.imported ??= new ImportedRecord(await documents.readText(study.record!.sha256))
    led.isImported = await led.imported.goOn(study, record, IMPORT_MS)
    if (led.isImported) led.imported = undefined
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
    // Between two looks it may have been paused, and whoever took its trials up has let go of them.
    const wasPaused = led.goings !== goingsOf(study)
    if (wasPaused || Math.abs(sincePut) > PUT_AGAIN_MS) await this.#putOpen(study, led)
    let current = study
    while (openOf(current) < current.workers && (await this.#findSpent(current)) === undefined) {
      if (this.#loop.isStopped || (await this.#take(study.study_id)) !== led) return
      const next = await this.#propose(current, led)
      if (next === undefined) return
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
    led.goings = goingsOf(study)
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
    const { database, record, thread } = this.#options
    const { study_id: id } = study
    const next = await thread.propose(study, led.key)
    if (next === undefined) return undefined
    const { proposal, ends } = next
    const event = describeProposed(study, proposal, ends)
    const isOurs = await record.publishEvent(event, study.correlation_id)
    const { number } = proposal
    const trial = await selectResource(database, TRIAL_TABLE, trialIdOf(id, number))
    const now = await selectResource(database, STUDY_TABLE, id)
    if (!isOurs || trial === undefined || now?.proposed !== number + 1) {
      // Another leads it too, or it has ended meanwhile: the record says how it is.
      led.key = this.#newKey()
      this.#loop.wake()
      return undefined
    }
    if (now.state !== 'running') return undefined
    await this.#put(now, number)
    return now
  }

  /** Ends a study of which nothing more is to be proposed, and nothing runs. */
  async #endSpent(study: StoredStudy, led: Led): Promise<void> {
    if (openOf(study) > 0) return
    const why = await this.#findSpent(study)
    if (why === undefined) return
    const best = await this.#options.thread.findBest(study, led.key)
    const event = describeStudyCompleted(study, why, best)
    await this.#options.record.publishEvent(event, study.correlation_id)
    await this.#leave(study.study_id)
  }

  async #findSpent(study: StudyResource): Promise<StudyResource['why']> {
    const { proposed, trials, failed, failures, seconds, spent_ms, going_since_ms, record } = study
    if (proposed >= trials) return 'trials'
    if (failures !== undefined && failed >= failures) return 'failures'
    if (seconds === undefined) return undefined
    const { database, wallTimeMs } = this.#options
    const now = wallTimeMs()
    // So long it was not paused, with a server or without: what was made of it took no longer.
    const goingMs = spent_ms + Math.max(0, now - (going_since_ms ?? now))
    // What is left, as on the command line, where a search that was begun goes on.
    const leftMs = 1000 * seconds - (record?.spent_ms ?? 0)
    if (goingMs < leftMs) return undefined
    const makingMs = await selectMakingMs(database, study.study_id)
    return makingMs >= leftMs ? 'seconds' : undefined
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

  async #fail(study: StoredStudy, { code, message }: StudyFault): Promise<void> {
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

/** How many of its trials have no end. */
const openOf = ({ proposed, completed, pruned, failed }: StudyResource) =>
  proposed - completed - pruned - failed

/** Another each time that it is resumed. */
const goingsOf = ({ going_since_ms, spent_ms }: StudyResource) => `${going_since_ms}+${spent_ms}`

/**
 * Whether all that a study begins with is on record, as far as its counts tell. Behind the last end of all trials there is
 * no line that matters; where some had no end, it is certain only when something was made here.
 */
function isImported({ record, proposed, completed, pruned, failed }: StudyResource): boolean {
  if (record === undefined || proposed > record.trials) return true
  const { trials, ends = Number.POSITIVE_INFINITY } = record
  const ended = completed + pruned + failed
  return proposed === trials && (ended > ends || (ended === ends && ends === trials))
}
