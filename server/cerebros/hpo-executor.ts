/**
 * HPOExecutor: makes trials of studies. It takes them up as threads are free, in the zones of hardware that this machine
 * has, and puts their ends on record.
 *
 * Any number of them, in any number of processes, share the trials of one database. A lease says who makes a trial at
 * present; the record takes one end of it alone. So a trial that two have made ends once.
 */
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import { NO_TRACER, type Tracer } from '../observability/tracer.ts'
import { ALLOCATION_TABLE } from '../storage/allocation-tables.ts'
import type { Database } from '../storage/database.ts'
import { selectResources } from '../storage/resource-rows.ts'
import type { TrialZone } from '../storage/trial-boss.ts'
import type { TakenTrial, TrialQueue } from '../storage/trial-queue.ts'
import { StudyEvaluators } from './study-evaluators.ts'
import type { StudySource, TrialToMake } from './study-source.ts'
import { type AttemptOptions, TrialAttempt } from './trial-attempt.ts'
import { describeTrialFailed, describeTrialRelease } from './trial-events.ts'

export interface HpoExecutorOptions {
  readonly database: Database
  readonly queue: TrialQueue
  readonly source: StudySource
  readonly record: Pick<RunRecord, 'publishEvent' | 'catchUp'>
  readonly artifacts: ArtifactFiles
  /** Under which it takes trials: another for each process that there ever is. */
  readonly name: string
  /** Trials that are made at a time, each in a thread. */
  readonly threadCount: number
  /** What this machine has, the first preferred. */
  readonly zones: readonly TrialZone[]
  /** Is told of attempts; nobody is where left out. */
  readonly tracer?: Tracer
  readonly faultPauseMs?: number
  /** A clock in milliseconds. */
  now(): number
  /** Is told of what goes wrong in the background. */
  onProblem(problem: unknown): void
}

/** A trial that has lost so many workers is not tried again: it may be what kills them. */
export const MAX_LOST = 5
const FAULT_PAUSE_MS = 5000
/** How long a look is put off after something went wrong with it. */
const PROBLEM_PAUSE_MS = 1000

export class HPOExecutor {
  readonly #options: HpoExecutorOptions
  readonly #evaluators: StudyEvaluators
  readonly #attempts = new Map<string, TrialAttempt>()
  /** Threads that trials have; one whose end is put on record has none any more. */
  #busy = 0
  readonly #ending = new Set<Promise<void>>()
  readonly #deaf: (() => void)[] = []
  #isStopped = false
  #isWoken = false
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: HpoExecutorOptions) {
    this.#options = options
    this.#evaluators = new StudyEvaluators(options.source, options.threadCount)
  }

  /** Trials that are made here now. */
  get going(): number {
    return this.#attempts.size
  }

  /** Begins to take up trials. */
  start(): void {
    const { queue, zones, threadCount } = this.#options
    if (threadCount === 0) return
    for (const zone of zones) this.#deaf.push(queue.hear(zone, () => this.wake()))
    this.wake()
  }

  /** Tells that a trial may wait. */
  wake(): void {
    this.#isWoken = true
    if (this.#isStopped) return
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      // Woken after the last look, and before it was known to be the last.
      if (this.#isWoken) this.wake()
    })
  }

  /** Gives back what goes on here, for others or for the next start, and ends. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    for (const end of this.#deaf.splice(0)) end()
    await this.#looking
    for (const attempt of this.#attempts.values()) attempt.giveBack()
    await Promise.all(this.#ending)
    await this.#evaluators.close()
  }

  async #look(): Promise<void> {
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false
      try {
        await this.#takeUp()
      } catch (error) {
        this.#options.onProblem(error)
        this.#timer = setTimeout(() => this.wake(), PROBLEM_PAUSE_MS).unref()
      }
    }
  }

  async #takeUp(): Promise<void> {
    const {
      queue,
      zones,
      name,
      threadCount,
      faultPauseMs: pauseMs = FAULT_PAUSE_MS,
    } = this.#options
    for (const zone of zones) {
      while (this.#busy < threadCount && !this.#isStopped) {
        const job = await queue.take(zone, name)
        if (job === undefined) break
        // It was thought lost, and comes back to whoever makes it still: its lease is a new one.
        if (this.#attempts.has(job.trialId)) continue
        try {
          await this.#begin(job)
        } catch (error) {
          await queue.giveBack(job.trialId, name, { isCounted: false, pauseMs })
          throw error
        }
      }
    }
  }

  /** Takes a trial up, or finds that there is nothing to be done any more. */
  async #begin(job: TakenTrial): Promise<void> {
    const { record, source, queue, name } = this.#options
    const { trialId } = job
    // What its last worker put on record may not have been heard when it was taken.
    if (!(await record.catchUp())) return await queue.giveBack(trialId, name, { isCounted: false })
    const trial = await source.readTrial(trialId)
    if (trial === undefined) return await queue.done(trialId, name)
    await this.#releaseOwed(trial)
    if (trial.isOver || trial.studyState === 'over') return await queue.done(trialId, name)
    if (trial.studyState === 'paused') return await this.#leave(job)
    if (job.lost >= MAX_LOST) return await this.#fail(job, trial)
    const { tracer = NO_TRACER, faultPauseMs = FAULT_PAUSE_MS } = this.#options
    const options: AttemptOptions = {
      ...{ ...this.#options, tracer, faultPauseMs },
      evaluators: this.#evaluators,
      onThreadFree: () => {
        this.#busy--
        this.wake()
      },
    }
    const attempt = new TrialAttempt(options, job, trial)
    this.#attempts.set(trialId, attempt)
    this.#busy++
    const ending = attempt.runToEnd().finally(() => {
      this.#attempts.delete(trialId)
      this.#ending.delete(ending)
    })
    this.#ending.add(ending)
  }

  /** Lets go of a trial of a study that is paused; whoever leads puts it again when that goes on. */
  async #leave(job: TakenTrial): Promise<void> {
    const { source, queue, name } = this.#options
    await queue.done(job.trialId, name)
    // Where it went on before this, the trial was in the queue, and was not put.
    const trial = await source.readTrial(job.trialId)
    if (trial !== undefined && !trial.isOver && trial.studyState === 'running') await queue.put(job)
  }

  async #fail({ trialId, lost, problem }: TakenTrial, trial: TrialToMake): Promise<void> {
    const { record, queue, name } = this.#options
    const last = problem === undefined ? '' : ` At last: ${problem}`
    const message = `Its worker was lost ${lost} times.${last}`
    const failed = describeTrialFailed(trial, { code: 'trial_lost', message })
    await record.publishEvent(failed, trial.correlationId)
    await queue.done(trialId, name)
  }

  /** Releases what a worker had who was lost: whoever has the lease knows that nobody else makes the trial. */
  async #releaseOwed(trial: TrialToMake): Promise<void> {
    const { database, record } = this.#options
    const where = { run_id: trial.trialId, state: 'granted' }
    const { items } = await selectResources(database, ALLOCATION_TABLE, where, { count: MAX_LOST })
    for (const { allocation_id } of items) {
      const released = describeTrialRelease(trial, allocation_id, 'Its worker was lost.')
      await record.publishEvent(released, trial.correlationId)
    }
  }
}
