/** Asks the database now and then whether it is there, so that readiness tells of one that hangs. */
import type { Database } from '../storage/database.ts'

/** How often, and how soon it has to answer. */
export interface ProbeTimes {
  readonly everyMs: number
  /** One that has not answered for so long hinders the server. */
  readonly lateMs: number
}

const USUAL: ProbeTimes = { everyMs: 2000, lateMs: 3000 }

export interface DatabaseProbe {
  /** Why the database hinders the server; undefined where it does not. */
  readonly hindrance: string | undefined
  close(): void
}

/** Begins to ask; one question is under way at a time. */
export function startDatabaseProbe(
  database: Pick<Database, 'query'>,
  { everyMs, lateMs }: ProbeTimes = USUAL,
): DatabaseProbe {
  let askedMs: number | undefined
  let isFailing = false
  const ask = () => {
    if (askedMs !== undefined) return
    askedMs = performance.now()
    const end = (hasFailed: boolean) => {
      askedMs = undefined
      isFailing = hasFailed
    }
    database.query('select 1 as one').then(
      () => end(false),
      () => end(true),
    )
  }
  const timer = setInterval(ask, everyMs).unref()
  return {
    get hindrance() {
      const isLate = askedMs !== undefined && performance.now() - askedMs > lateMs
      return isFailing || isLate ? 'The database does not answer.' : undefined
    },
    close: () => clearInterval(timer),
  }
}
