/**
 * A study that is open in a page: as its record stands, led on where somebody wants that, and followed where another tab
 * leads it.
 */
import { isNamedError } from '../named-error.ts'
import type { Study } from '../search/study.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import { driveStudy } from '../studies/drive-study.ts'
import { StudyRecordError } from '../studies/errors.ts'
import { applyEntry, measureSpent, replayRecord } from '../studies/replay-record.ts'
import { formatEntry, type RecordEntry, readRecord } from '../studies/study-record.ts'
import { summarizeStudy } from '../studies/study-summary.ts'
import { describeEnd, describeSummary, describeTrial, type TrialSpan } from './describe-study.ts'
import { StudyBusyError } from './errors.ts'
import { evaluateTrials } from './evaluate-trials.ts'
import type { PageStudy } from './open-page-study.ts'
import type { StudyNews, StudyStanding, SummaryNews } from './search-api.ts'
import type { StudyKeeper } from './study-keeper.ts'
import type { StudyLock } from './study-lock.ts'
import { TrialPool } from './trial-pool.ts'

/** What a lead needs of where it is. */
export interface LeadSetting {
  readonly keeper: StudyKeeper
  readonly lock: StudyLock
  /** Begins a worker that serves trials. */
  readonly startThread: () => Worker
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly tell: (news: StudyNews) => void
  /** Is told when what a list shows of it has changed. */
  readonly onNoted: () => void
}

/** News comes at most so often. */
const NEWS_EVERY_MS = 150
/** Another tab's lines are looked for so often. */
const FOLLOW_EVERY_MS = 700
/** A summary takes this part of the time at the most. */
const SUMMARY_SHARE = 1 / 12
const SUMMARY_EVERY_MS = 300

const TAKEN_OVER =
  'Another tab has taken it over while this one stood still; trials that ran here are made again there'

/** What ends a study that is led. */
interface Drive {
  readonly pause: AbortController
  readonly stop: AbortController
  readonly ended: Promise<void>
}

export class StudyLead {
  readonly opened: PageStudy
  readonly #setting: LeadSetting
  readonly #entries: RecordEntry[]
  readonly #study: Study
  readonly #spans = new Map<number, TrialSpan>()
  /** Trials that nobody was told of yet. */
  readonly #changed = new Set<number>()
  #summary: SummaryNews | undefined
  #isSummaryStale = true
  #isSummaryTold = false
  #nextSummaryMs = 0
  #drive: Drive | undefined
  #standing: StudyStanding = 'idle'
  #note: string | undefined
  #newsTimer: ReturnType<typeof setTimeout> | undefined
  #followTimer: ReturnType<typeof setInterval> | undefined
  #following: Promise<void> | undefined
  #beginning: Promise<void> | undefined
  #isWatched = false

  private constructor(opened: PageStudy, setting: LeadSetting, entries: RecordEntry[]) {
    this.opened = opened
    this.#setting = setting
    this.#entries = entries
    this.#study = replayRecord(opened.plan, opened.id, entries).study
    for (const entry of entries) this.#noteEntry(entry)
    // Those that it began with have no lines.
    for (const { number } of this.#study.trials) this.#changed.add(number)
  }

  /**
   * Opens a study as its record stands.
   *
   * @throws {StudyRecordError} where the record is none of it.
   */
  static async open(opened: PageStudy, setting: LeadSetting): Promise<StudyLead> {
    const lines = await setting.keeper.readLines(opened.id)
    const lead = new StudyLead(opened, setting, parseLines(lines))
    // A tab that was killed has not said how far it came.
    await lead.#keepNoted({})
    return lead
  }

  get isLed(): boolean {
    return this.#drive !== undefined
  }

  get study(): Study {
    return this.#study
  }

  get entries(): readonly RecordEntry[] {
    return this.#entries
  }

  /** Tells all of it, and from then on what changes, until `unwatch`. */
  watch(): void {
    this.#isWatched = true
    for (const { number } of this.#study.trials) this.#changed.add(number)
    this.#isSummaryTold = false
    this.#followTimer ??= setInterval(() => void this.follow(), FOLLOW_EVERY_MS)
    this.#tellNow()
    void this.follow()
  }

  unwatch(): void {
    this.#isWatched = false
    clearInterval(this.#followTimer)
    this.#followTimer = undefined
  }

  /** Takes in what another tab has done; nothing while this one leads it. */
  async follow(): Promise<void> {
    if (this.#drive !== undefined) return
    this.#following ??= this.#catchUp().finally(() => {
      this.#following = undefined
    })
    return this.#following
  }

  /**
   * Leads it on, in the back: settles when it has begun.
   *
   * @throws {StudyBusyError} where another tab is at work on it.
   */
  begin(threads: number): Promise<void> {
    if (this.#drive !== undefined) return Promise.resolve()
    this.#beginning ??= this.#begin(threads).finally(() => {
      this.#beginning = undefined
    })
    return this.#beginning
  }

  async #begin(threads: number): Promise<void> {
    const { id, plan } = this.opened
    const [pause, stop] = [new AbortController(), new AbortController()]
    let isLost = false
    const release = await this.#setting.lock.take(id, () => {
      isLost = true
      stop.abort()
    })
    if (release === undefined) throw new StudyBusyError({ where: 'elsewhere', study: plan.title })
    const begun = Promise.withResolvers<void>()
    const ended = this.#lead(threads, pause.signal, stop.signal, begun.resolve)
      .catch((error: unknown) => {
        this.#note = describeProblem(error)
        begun.resolve()
      })
      .finally(async () => {
        release()
        this.#drive = undefined
        this.#standing = 'idle'
        if (isLost) this.#note = TAKEN_OVER
        this.#tellNow()
        // Whoever leads it now wants it to go on.
        await this.#keepNoted(isLost ? {} : { isWanted: false })
      })
    this.#drive = { pause, stop, ended }
    await begun.promise
  }

  /** Begins no trial any more. */
  pause(): void {
    if (this.#drive === undefined) return
    this.#drive.pause.abort()
    this.#standing = 'pausing'
    this.#tellNow()
  }

  /** Ends it at once; settles when nothing runs any more. */
  async stop(): Promise<void> {
    this.#drive?.stop.abort()
    await this.#drive?.ended
  }

  async #lead(
    threads: number,
    pause: AbortSignal,
    signal: AbortSignal,
    onBegun: () => void,
  ): Promise<void> {
    const { startThread, now } = this.#setting
    const { plan, setup } = this.opened
    await this.#following
    await this.#catchUp()
    this.#standing = pause.aborted ? 'pausing' : 'running'
    this.#note = undefined
    await this.#keepNoted({ isWanted: true, threads })
    const running = this.#study.trials.filter(({ state }) => state === 'running')
    const unfinished = running.map(({ number, params }) => ({ number, params }))
    const isDone = running.length === 0 && this.#study.trials.length >= plan.budget.trials
    const spentMs = measureSpent(this.#entries)
    if (!isDone) {
      await this.#append({ kind: 'session', engine: ENGINE_VERSION, workers: threads, atMs: now() })
    }
    onBegun()
    const pool = new TrialPool(setup, threads, startThread)
    try {
      const end = await driveStudy({
        ...{ study: this.#study, unfinished, workers: threads, spentMs, now, signal, pause },
        budget: plan.budget,
        evaluate: evaluateTrials(plan, pool),
        append: (entry) => this.#append(entry),
        onTrial: () => this.#tellSoon(),
      })
      this.#note = describeEnd(end, this.#study)
    } finally {
      pool.close()
    }
  }

  async #append(entry: RecordEntry): Promise<void> {
    await this.#setting.keeper.append(this.opened.id, this.#entries.length, formatEntry(entry))
    this.#entries.push(entry)
    this.#noteEntry(entry)
    this.#tellSoon()
  }

  async #catchUp(): Promise<void> {
    const { keeper } = this.#setting
    try {
      const lines = await keeper.readLines(this.opened.id, this.#entries.length)
      for (const entry of parseLines(lines)) {
        applyEntry(this.#study, entry)
        this.#entries.push(entry)
        this.#noteEntry(entry)
      }
      const isElsewhere =
        this.#drive === undefined && (await this.#setting.lock.isTaken(this.opened.id))
      if (this.#drive === undefined) {
        const standing = isElsewhere ? 'elsewhere' : 'idle'
        if (standing !== this.#standing || lines.length > 0) this.#tellSoon()
        this.#standing = standing
      }
    } catch (error) {
      this.#note = describeProblem(error)
      this.#tellSoon()
      if (this.#drive !== undefined) throw error
    }
  }

  #noteEntry(entry: RecordEntry): void {
    this.#isSummaryStale = true
    if (entry.kind === 'study' || entry.kind === 'session') return
    const { trial, kind, atMs } = entry
    const begins = kind === 'ask' || kind === 'again'
    const startMs = begins ? atMs : (this.#spans.get(trial)?.startMs ?? atMs)
    this.#spans.set(trial, { startMs, endMs: Math.max(startMs, atMs) })
    this.#changed.add(trial)
  }

  #tellSoon(): void {
    this.#newsTimer ??= setTimeout(() => this.#tellNow(), NEWS_EVERY_MS)
  }

  #tellNow(): void {
    clearTimeout(this.#newsTimer)
    this.#newsTimer = undefined
    if (!this.#isWatched) return
    this.#sumUp()
    const { trials } = this.#study
    const changed = [...this.#changed].sort((a, b) => a - b)
    const isTold = this.#isSummaryTold
    this.#changed.clear()
    this.#isSummaryTold = true
    this.#setting.tell({
      id: this.opened.id,
      standing: this.#standing,
      trials: changed.flatMap((number) => {
        const trial = trials[number]
        return trial === undefined ? [] : [describeTrial(trial, this.#spans.get(number))]
      }),
      count: trials.length,
      summary: isTold ? undefined : this.#summary,
      note: this.#note,
    })
    // What is on its way to be summed up is told a little later.
    if (this.#isSummaryStale) {
      const wait = Math.max(NEWS_EVERY_MS, this.#nextSummaryMs - performance.now())
      this.#newsTimer = setTimeout(() => this.#tellNow(), wait)
    }
  }

  #sumUp(): void {
    const started = performance.now()
    if (!this.#isSummaryStale || started < this.#nextSummaryMs) return
    this.#summary = describeSummary(summarizeStudy(this.opened.plan, this.#study))
    const took = performance.now() - started
    this.#nextSummaryMs = started + Math.max(SUMMARY_EVERY_MS, took / SUMMARY_SHARE)
    this.#isSummaryStale = false
    this.#isSummaryTold = false
  }

  async #keepNoted(changes: {
    readonly isWanted?: boolean
    readonly threads?: number
  }): Promise<void> {
    const ended = this.#study.trials.filter(({ state }) => state !== 'running').length
    try {
      await this.#setting.keeper.note(this.opened.id, { ...changes, ended })
      this.#setting.onNoted()
    } catch (error) {
      // The record is what counts; the list then tells less.
      if (!isNamedError(error) && !(error instanceof DOMException)) throw error
    }
  }
}

/** The entries of some lines. @throws {StudyRecordError} where one is none. */
function parseLines(lines: readonly string[]): RecordEntry[] {
  return [...readRecord(new TextEncoder().encode(lines.join(''))).entries]
}

function describeProblem(error: unknown): string {
  if (error instanceof StudyRecordError || isNamedError(error)) return error.message
  return `Something broke inside: ${error instanceof Error ? error.message : String(error)}`
}
