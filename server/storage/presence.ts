/**
 * Who uses the tables of a database server: many servers at once, or one process that makes them anew.
 *
 * Each holds an advisory lock by a connection of its own, which ends with its process, however that ends. A connection
 * that is lost is made again.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Driver, Session } from './driver.ts'
import { StorageInUseError } from './errors.ts'
import { createServerDriver } from './server-driver.ts'

/** "present" as bytes: a number of nobody else. */
const LOCK = String(0x70726573656e74n)

const TAKE = {
  server: 'select pg_try_advisory_lock_shared($1::bigint) as taken',
  rebuild: 'select pg_try_advisory_lock($1::bigint) as taken',
} as const

/** How often it is looked whether the connection is there. */
const LOOK_MS = 5000
const STATEMENT_MS = 10_000
/** How long an end waits for a database to let go; it does later, since the connection ends in any case. */
const LETTING_GO_MS = 2000

export interface Presence {
  /** Ends it, and where the database answers, whoever comes next finds it ended; later calls do nothing. */
  end(): Promise<void>
}

/**
 * Says that a process uses the tables of a database server.
 *
 * @param as `server`, beside others; `rebuild`, alone.
 * @param onProblem is told where the connection is lost, or cannot be made again.
 * @throws {StorageInUseError} where a rebuild is under way, or servers are there that would be in its way.
 */
export async function bePresent(
  url: string,
  as: keyof typeof TAKE,
  onProblem: (problem: unknown) => void = () => {},
): Promise<Presence> {
  const driver = createServerDriver({ url, connections: 1, statementMs: STATEMENT_MS })
  let session: Session | undefined
  try {
    session = await take(driver, as)
  } catch (error) {
    await driver.close().catch(() => {})
    throw error
  }
  let looking: Promise<void> | undefined
  const look = async () => {
    try {
      if (session === undefined) session = await take(driver, as)
      else await session.run('select 1', [])
    } catch (error) {
      session?.release(true)
      session = undefined
      onProblem(error)
    }
  }
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  }, LOOK_MS).unref()
  return {
    async end() {
      clearInterval(timer)
      await looking
      if (session !== undefined) await letGo(session)
      session = undefined
      await driver.close().catch(() => {})
    },
  }
}

/** A connection that is closed is noticed by the database some time later: the lock is given back before. */
async function letGo(session: Session): Promise<void> {
  const unlocked = session.run('select pg_advisory_unlock_all()', []).catch(() => {})
  await Promise.race([unlocked, wait(LETTING_GO_MS, undefined, { ref: false })])
  session.release(true)
}

async function take(driver: Driver, as: keyof typeof TAKE): Promise<Session> {
  const session = await driver.acquire()
  let isTaken = false
  let by: 'servers' | 'rebuild' = 'rebuild'
  try {
    const tryTo = async (how: keyof typeof TAKE) =>
      (await session.run(TAKE[how], [LOCK])).rows[0]?.[0] === 't'
    isTaken = await tryTo(as)
    // What a server could share is held by servers, and by no other rebuild.
    if (!isTaken && as === 'rebuild' && (await tryTo('server'))) by = 'servers'
  } finally {
    if (!isTaken) session.release(true)
  }
  if (isTaken) return session
  throw new StorageInUseError({ place: driver.place, by })
}
