/**
 * pg-boss as the queues of trials use it: begun when the first job is put, or where there are jobs already, with all
 * that it does over time at our pace, and nothing left of it when it is closed.
 */
import type { PgBoss } from 'pg-boss'
import { TRIAL_ZONES } from '../../engine/resources/study.ts'
import { toBossDatabase } from './boss-database.ts'
import type { Database } from './database.ts'
import { StorageMisuseError } from './errors.ts'

/** Its tables are in a schema of their own: they are no part of the record, and neither backed up nor made anew. */
export const TRIAL_SCHEMA = 'trial_jobs'

/** Zones of hardware, each with a queue. */
export type TrialZone = (typeof TRIAL_ZONES)[number]

export const queueOf = (zone: TrialZone) => `trials-${zone}`

/** pg-boss takes no shorter lease from its callers. */
const LEAST_LEASE_SECONDS = 10
/** A trial that takes longer is taken for lost, however well its lease is kept: the most that pg-boss has. */
const MOST_TRIAL_SECONDS = 24 * 3600
/** Lost trials are counted by whoever takes them up; no job may end by itself. */
const NO_LIMIT = 1_000_000
/** How long a trial waits after its first loss, and at most; pg-boss doubles it, with chance. */
const FIRST_PAUSE_SECONDS = 1
const MOST_PAUSE_SECONDS = 60
/** A job that nobody takes up so long is put again by whoever leads its study. */
const KEPT_SECONDS = 30 * 24 * 3600
/** For what we do not use of it, flows of jobs and migrations in the background; and so often it is swept. */
const RARELY_SECONDS = 3600
/** So often in a lease it is looked for those that have run out. */
const LOOKS_A_LEASE = 3

export interface TrialBossOptions {
  readonly database: Database
  /** After how long a worker that says nothing is taken for lost, in whole seconds; less than 10 is for tests. */
  readonly leaseSeconds: number
  /** Whether nobody else is at work on the database: then all who had jobs before are gone. */
  readonly isAlone: boolean
  /** Is told of what goes wrong in the background. */
  onProblem(problem: unknown): void
}

export class TrialBoss {
  readonly #options: TrialBossOptions
  #starting: Promise<PgBoss> | undefined
  #isClosed = false
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  /** When it is swept next, by the clock of the process. */
  #sweepAtMs = 0

  constructor(options: TrialBossOptions) {
    this.#options = options
  }

  /**
   * pg-boss, with its tables; they are made where they are not.
   *
   * @throws {StorageMisuseError} where it was closed before it began.
   */
  async install(): Promise<PgBoss> {
    if (this.#isClosed && this.#starting === undefined) {
      throw new StorageMisuseError({ problem: 'the queue of trials was closed' })
    }
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      throw error
    })
    return await this.#starting
  }

  /** The same where its tables are there; where they are not, nothing was ever put. */
  async find(): Promise<PgBoss | undefined> {
    if (this.#isClosed) return undefined
    if (this.#starting === undefined && !(await this.hasTables())) return undefined
    return await this.install()
  }

  /** Whether anything was ever put. */
  async hasTables(): Promise<boolean> {
    const [row] = await this.#options.database.query<{ there: boolean }>(
      'select to_regclass($1) is not null as there',
      [`${TRIAL_SCHEMA}.version`],
    )
    return row?.there === true
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#looking
    const boss = await this.#starting?.catch(() => undefined)
    await boss?.stop({ graceful: false, close: false })
  }

  async #start(): Promise<PgBoss> {
    const { database, leaseSeconds, isAlone, onProblem } = this.#options
    // It is not loaded where nobody searches.
    const { PgBoss } = await import('pg-boss')
    const boss = new PgBoss({
      db: toBossDatabase(database),
      schema: TRIAL_SCHEMA,
      // Its own timers do nothing of this: `supervise` is called by ours.
      supervise: false,
      schedule: false,
      monitorIntervalSeconds: 1,
      flowIntervalSeconds: RARELY_SECONDS,
      bamIntervalSeconds: RARELY_SECONDS,
      ...(isAlone ? { backend: 'pglite', monitorVacuum: false, reindex: false } : {}),
      clock: IDLE_CLOCK,
    })
    boss.on('error', onProblem)
    try {
      await boss.start()
      for (const zone of TRIAL_ZONES) await this.#openQueue(boss, queueOf(zone), leaseSeconds)
      if (isAlone) for (const zone of TRIAL_ZONES) await loseAll(boss, queueOf(zone))
    } catch (error) {
      await boss.stop({ graceful: false, close: false })
      throw error
    }
    this.#lookLater()
    return boss
  }

  async #openQueue(boss: PgBoss, queue: string, leaseSeconds: number): Promise<void> {
    const options = {
      heartbeatSeconds: Math.max(LEAST_LEASE_SECONDS, leaseSeconds),
      expireInSeconds: MOST_TRIAL_SECONDS,
      retentionSeconds: KEPT_SECONDS,
      ...{ retryLimit: NO_LIMIT, retryDelay: FIRST_PAUSE_SECONDS },
      ...{ retryBackoff: true, retryDelayMax: MOST_PAUSE_SECONDS },
    }
    await boss.createQueue(queue, options)
    await boss.updateQueue(queue, options)
    if (leaseSeconds >= LEAST_LEASE_SECONDS) return
    await this.#options.database.query(
      `update ${TRIAL_SCHEMA}.queue set heartbeat_seconds = $1 where name = $2`,
      [leaseSeconds, queue],
    )
  }

  /** Takes back what workers had who were not heard of in time, now and then. */
  #lookLater(): void {
    const { leaseSeconds, onProblem } = this.#options
    if (this.#isClosed) return
    const look = () => {
      this.#looking = this.#look()
        .catch(onProblem)
        .finally(() => this.#lookLater())
    }
    this.#timer = setTimeout(look, (1000 * leaseSeconds) / LOOKS_A_LEASE).unref()
  }

  async #look(): Promise<void> {
    const boss = await this.find()
    // While the database was away, nobody could be heard of.
    if (boss === undefined || (await this.#wasAway())) return
    await boss.supervise()
    await this.#sweep()
  }

  /** A server sweeps up what jobs leave by itself; an embedded database has nobody who does. */
  async #sweep(): Promise<void> {
    const { database, isAlone } = this.#options
    if (!isAlone || performance.now() < this.#sweepAtMs) return
    this.#sweepAtMs = performance.now() + 1000 * RARELY_SECONDS
    await database.query(`vacuum ${TRIAL_SCHEMA}.job`)
  }

  async #wasAway(): Promise<boolean> {
    const { database, leaseSeconds } = this.#options
    const [row] = await database.query<{ away: boolean }>(
      `select coalesce(pg_postmaster_start_time() > clock_timestamp() - $1 * interval '1 second', false) as away`,
      [leaseSeconds],
    )
    return row?.away === true
  }
}

/** Whoever opens a database alone knows that all who had jobs are gone. */
async function loseAll(boss: PgBoss, queue: string): Promise<void> {
  const jobs = await boss.findJobs(queue)
  const lost = jobs.filter(({ state }) => state === 'active')
  if (lost.length > 0)
    await boss.fail(queue, lost.map(toAttempt), { message: 'Its worker is gone.' })
}

const toAttempt = ({ id, retryCount }: { readonly id: string; readonly retryCount: number }) => ({
  id,
  retryCount,
})

/** Timers that keep no process from ending. */
const IDLE_CLOCK = {
  now: () => Date.now(),
  setTimeout: (act: () => void, ms: number) => setTimeout(act, ms).unref(),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (act: () => void, ms: number) => setInterval(act, ms).unref(),
  clearInterval: (timer: unknown) => clearInterval(timer as NodeJS.Timeout),
}
