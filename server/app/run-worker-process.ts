/** The life of a worker process: it takes up runs of a database that it shares with servers, till it is told to end. */
import { readServerConfig } from '../config/server-config.ts'
import { WorkerAloneError } from './errors.ts'
import { openServerRecord } from './server-record.ts'
import { openServerWatch } from './server-watch.ts'

export interface WorkerSetup {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Threads that runs have at a time; what the environment says, or all cores but one, where undefined. */
  readonly threads: number | undefined
  /** Settles when the worker shall end. */
  readonly until: Promise<void>
}

/** What it has done. */
export interface WorkerReport {
  /** Runs that were let go on here, each attempt counted. */
  readonly taken: number
  /** Of these, the ones that came to an end; the others were given back. */
  readonly ended: number
}

/**
 * Takes up runs until it is told to end, and gives back what it has not finished.
 *
 * @throws {WorkerAloneError} where no database is named.
 * @throws {ServerConfigError} for a setting that is none, and what `openServerRecord` throws.
 */
export async function runWorker({ env, threads, until }: WorkerSetup): Promise<WorkerReport> {
  const config = readServerConfig(env)
  if (config.databaseUrl === undefined) throw new WorkerAloneError({ variable: 'DATABASE_URL' })
  const watch = await openServerWatch(config, env)
  const { log } = watch
  // One that was told to run nothing, as the servers beside it, is a worker all the same.
  const given = threads ?? (config.threads === 0 ? undefined : config.threads)
  const options = { threads: given, isAuditing: false }
  const record = await openServerRecord(config, (line) => log.warn(line), options, watch)
  const report = { taken: 0, ended: 0 }
  record.runs.hub.onGoing({
    begun(runId) {
      report.taken++
      log.info('A run goes on here.', { run_id: runId })
    },
    ended(runId, state) {
      if (state !== 'queued') report.ended++
      log.info(state === 'queued' ? 'A run is given back.' : `A run is ${state}.`, {
        run_id: runId,
      })
    },
  })
  const { worker, threadCount } = record.runs
  log.info('The worker takes up runs.', {
    ...{ worker, threads: threadCount, database: record.database.place },
  })
  await until
  await record.close()
  log.info('The worker has ended.', { worker, ...report })
  await watch.close()
  return report
}
