/**
 * Trials that wait for a machine: a queue for each zone of hardware, over pg-boss, with leases by the clock of the
 * database alone.
 *
 * It delivers, and is no truth: what was proposed and what has ended is on record. A job that was lost is put again,
 * one that comes twice ends once, and one whose trial is over by the record is told to be done.
 */
import { createHash } from 'node:crypto'
import type { PgBoss } from 'pg-boss'
import { TRIAL_ZONES } from '../../engine/resources/study.ts'
import { toBossTransaction } from './boss-database.ts'
import type { Database } from './database.ts'
import type { Row } from './sql-values.ts'
import { queueOf, TRIAL_SCHEMA, TrialBoss, type TrialZone } from './trial-boss.ts'

export interface TrialJob {
  readonly trialId: string
  readonly studyId: string
  /** Of the trial in its study. */
  readonly number: number
  readonly zone: TrialZone
  /** The greatest first; whole, 0 where nobody says. */
  readonly priority: number
}

/** A trial that somebody has taken up. */
export interface TakenTrial extends TrialJob {
  /** How many workers it has lost before. */
  readonly lost: number
  /** What went wrong at last, where something did. */
  readonly problem: string | undefined
}

/** Why a trial is given back. */
export interface TrialPause {
  /** Whether it may have been the trial's own doing: then it is a loss like that of a worker. */
  readonly isCounted: boolean
  /** How long nobody takes it up, where it is not counted; a loss waits longer each time. */
  readonly pauseMs?: number
  readonly problem?: string
}

export interface ZoneCounts {
  readonly waiting: number
  readonly running: number
}

export interface TrialQueueOptions {
  readonly database: Database
  /** Whether nobody else is at work on the database, as with an embedded one. */
  readonly isAlone: boolean
  /** After how long a worker that says nothing is taken for lost; less than 10 is for tests. */
  readonly leaseSeconds?: number
  /** How soon at the latest who listens is told of what other processes have put. */
  readonly pollMs?: number
  /** After how long a trial that nobody has taken up is told of as stranded. */
  readonly strandedMs?: number
  /** Is told of what goes wrong in the background. */
  onProblem(problem: unknown): void
}

const LEASE_SECONDS = 15
const POLL_MS = 1000
/** Whoever has a thread free takes a trial up sooner, wherever it was put. */
const STRANDED_MS = 5000
const QUEUES = TRIAL_ZONES.map(queueOf)

/** What a job carries. */
interface JobData {
  readonly trialId: string
  readonly studyId: string
  readonly number: number
  /** Losses before the job was last put. */
  readonly lost: number
}

/** A job that was taken here, by which pg-boss knows its attempt. */
interface Attempt {
  readonly queue: string
  readonly id: string
  readonly retryCount: number
  readonly job: TakenTrial
}

/** All that it asks of the database throws what the database says; nothing of it is lost by that. */
export class TrialQueue {
  /** In seconds; a lease has to be kept more often. */
  readonly leaseSeconds: number
  readonly #options: TrialQueueOptions
  readonly #boss: TrialBoss
  /** By trial and worker. */
  readonly #taken = new Map<string, Attempt>()
  readonly #listeners = new Map<TrialZone, Set<() => void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: TrialQueueOptions) {
    this.#options = options
    this.leaseSeconds = options.leaseSeconds ?? LEASE_SECONDS
    const { database, isAlone, onProblem } = options
    this.#boss = new TrialBoss({ database, isAlone, onProblem, leaseSeconds: this.leaseSeconds })
  }

  /** Puts a trial; nothing is done where it waits or runs already. Tells whether it was put. */
  async put(job: TrialJob): Promise<boolean> {
    const { trialId, studyId, number, zone, priority } = job
    const boss = await this.#boss.install()
    const data: JobData = { trialId, studyId, number, lost: 0 }
    const entry = { id: idOf(trialId), data, priority, singletonKey: studyId }
    const put = await boss.insert(queueOf(zone), [entry], { returnId: true })
    this.#tell(zone)
    return put !== null && put.length > 0
  }

  /** Takes up the first trial that waits in a zone; undefined where there is none. */
  async take(zone: TrialZone, worker: string): Promise<TakenTrial | undefined> {
    const boss = await this.#boss.find()
    const queue = queueOf(zone)
    const [job] = (await boss?.fetch<JobData>(queue, { includeMetadata: true })) ?? []
    if (job === undefined) return undefined
    const { trialId, studyId, number, lost } = job.data
    const taken: TakenTrial = {
      ...{ trialId, studyId, number, zone, priority: job.priority },
      lost: lost + job.retryCount,
      problem: readProblem(job.output),
    }
    const attempt = { queue, id: job.id, retryCount: job.retryCount, job: taken }
    this.#taken.set(keyOf(trialId, worker), attempt)
    return taken
  }

  /** Keeps the lease of a trial; tells whether it is that worker's still. */
  async keep(trialId: string, worker: string): Promise<boolean> {
    const attempt = this.#taken.get(keyOf(trialId, worker))
    if (attempt === undefined) return false
    const boss = await this.#boss.install()
    const isKept = isAffected(await boss.touch(attempt.queue, toBoss(attempt)))
    if (!isKept) this.#taken.delete(keyOf(trialId, worker))
    return isKept
  }

  /** Ends the job of a trial that has ended, or that nobody shall go on with now. It can be put again. */
  async done(trialId: string, worker: string): Promise<void> {
    const attempt = this.#leave(trialId, worker)
    if (attempt === undefined) return
    const boss = await this.#boss.install()
    await boss.deleteJob(attempt.queue, toBoss(attempt))
  }

  /** Gives a trial back for somebody else to go on with, after a pause. */
  async giveBack(trialId: string, worker: string, pause: TrialPause): Promise<void> {
    const attempt = this.#leave(trialId, worker)
    if (attempt === undefined) return
    const boss = await this.#boss.install()
    const { isCounted, problem } = pause
    if (isCounted) await boss.fail(attempt.queue, toBoss(attempt), { message: problem ?? '' })
    else await this.#putAgain(boss, attempt, pause)
    this.#tell(attempt.job.zone)
  }

  /** pg-boss counts each return; one that is no loss is a new job that knows the losses of the old one. */
  async #putAgain(boss: PgBoss, attempt: Attempt, { pauseMs = 0 }: TrialPause): Promise<void> {
    const { queue, id } = attempt
    const { trialId, studyId, number, lost } = attempt.job
    const data: JobData = { trialId, studyId, number, lost }
    await this.#options.database.transaction(async (transaction) => {
      const db = toBossTransaction(transaction)
      // Its study may have another priority by now than when it was taken.
      const [job] = await transaction.query<PriorityRow>(
        `select priority from ${TRIAL_SCHEMA}.job where name = $1 and id = $2 for update`,
        [queue, id],
      )
      if (job === undefined) return
      if (!isAffected(await boss.deleteJob(queue, toBoss(attempt), { db }))) return
      const startAfter = `${pauseMs} milliseconds`
      const { priority } = job
      const entry = { id, data, priority, singletonKey: studyId, startAfter }
      await boss.insert(queue, [entry], { db })
    })
  }

  /**
   * Takes away the trials of a study that wait, and with `running` also from those who have them, who find so when
   * they keep their lease. They can be put again.
   */
  async drop(studyId: string, which: { readonly running: boolean }): Promise<void> {
    if ((await this.#boss.find()) === undefined) return
    // In one statement: what is taken up meanwhile is not taken away from whoever has it.
    const states = which.running ? '' : ` and state < 'active'`
    await this.#options.database.query(
      `delete from ${TRIAL_SCHEMA}.job where name = any($1) and singleton_key = $2${states}`,
      [QUEUES, studyId],
    )
  }

  /** Has the trials of a study go before others, or behind them: those that wait, and those that come to wait again. */
  async prioritize(studyId: string, priority: number): Promise<void> {
    if ((await this.#boss.find()) === undefined) return
    await this.#options.database.query(
      `update ${TRIAL_SCHEMA}.job set priority = $3
       where name = any($1) and singleton_key = $2 and priority <> $3`,
      [QUEUES, studyId, priority],
    )
  }

  /** Whether trials of a study have waited for a while, and nobody makes any of their zone. */
  async isStranded(studyId: string): Promise<boolean> {
    if ((await this.#boss.find()) === undefined) return false
    const [row] = await this.#options.database.query<{ stranded: boolean }>(
      `select exists (
         select from ${TRIAL_SCHEMA}.job as waiting
         where waiting.name = any($1) and waiting.singleton_key = $2 and waiting.state < 'active'
           and waiting.start_after < clock_timestamp() - $3 * interval '1 millisecond'
           and not exists (
             select from ${TRIAL_SCHEMA}.job as made
             where made.name = waiting.name and made.state = 'active'
           )
       ) as stranded`,
      [QUEUES, studyId, this.#options.strandedMs ?? STRANDED_MS],
    )
    return row?.stranded === true
  }

  /** How many trials there are in each zone. */
  async counts(): Promise<Readonly<Record<TrialZone, ZoneCounts>>> {
    const counts = { cpu: NOTHING, gpu: NOTHING }
    if ((await this.#boss.find()) === undefined) return counts
    const rows = await this.#options.database.query<CountsRow>(
      `select name, count(*) filter (where state in ('created', 'retry')) as waiting,
         count(*) filter (where state = 'active') as running
       from ${TRIAL_SCHEMA}.job group by name`,
    )
    for (const { name, waiting, running } of rows) {
      const zone = TRIAL_ZONES.find((each) => queueOf(each) === name)
      if (zone !== undefined) counts[zone] = { waiting, running }
    }
    return counts
  }

  /**
   * Has a listener told that trials may wait in a zone: at once where they are put here, and now and then for what
   * others put. Gives what ends that.
   */
  hear(zone: TrialZone, listener: () => void): () => void {
    const listeners = this.#listeners.get(zone) ?? new Set()
    this.#listeners.set(zone, listeners.add(listener))
    this.#timer ??= setInterval(() => {
      for (const each of TRIAL_ZONES) this.#tell(each)
    }, this.#options.pollMs ?? POLL_MS).unref()
    return () => void listeners.delete(listener)
  }

  /** Ends what goes on in the background; leases that are held run out. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#listeners.clear()
    await this.#boss.close()
  }

  #tell(zone: TrialZone): void {
    for (const listener of this.#listeners.get(zone) ?? []) listener()
  }

  /** Forgets an attempt before the database is asked: whatever it answers, nobody keeps that lease any more. */
  #leave(trialId: string, worker: string): Attempt | undefined {
    const key = keyOf(trialId, worker)
    const attempt = this.#taken.get(key)
    this.#taken.delete(key)
    return attempt
  }
}

interface PriorityRow extends Row {
  readonly priority: number
}

interface CountsRow extends Row {
  readonly name: string
  readonly waiting: number
  readonly running: number
}

/** What pg-boss says of a job is not in its types: how many it was done to. */
const isAffected = (response: { readonly affected?: number }) => (response.affected ?? 0) > 0

const NOTHING: ZoneCounts = { waiting: 0, running: 0 }

const keyOf = (trialId: string, worker: string) => JSON.stringify([trialId, worker])

const toBoss = ({ id, retryCount }: Attempt) => ({ id, retryCount })

/** A UUID that a trial always has: version 8 of RFC 9562, section 5.8, of the SHA-256 of its id. */
function idOf(trialId: string): string {
  const bytes = createHash('sha256').update(trialId).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function readProblem(output: unknown): string | undefined {
  const { message, value } = (output ?? {}) as { message?: unknown; value?: { message?: unknown } }
  const text = message ?? value?.message
  return typeof text === 'string' && text !== '' ? text : undefined
}
