/** Connections to a PostgreSQL server, a bounded number of them. */
import { Client, Pool, type PoolClient, type QueryArrayConfig, type QueryArrayResult } from 'pg'
import { type Driver, SESSION_SETTINGS, type Session } from './driver.ts'
import { StorageTimeoutError, StorageUnsuitableError } from './errors.ts'
import type { RawResult } from './sql-values.ts'

export interface ServerOptions {
  /** `postgresql://user:password@host:port/database`, with PostgreSQL's parameters behind a question mark. */
  readonly url: string
  /** At most so many connections. */
  readonly connections: number
  /** How long a statement may take, and a wait for a connection. */
  readonly statementMs: number
}

/** The client gives up on a server that does not even keep its own limit so much later. */
const GRACE_MS = 2000

/** Everything comes as PostgreSQL writes it; see `sql-values.ts`. */
const AS_TEXT = { getTypeParser: () => (text: string) => text }

/**
 * A driver for a server; nothing is connected yet.
 *
 * @throws {StorageUnsuitableError} for a text that is no address; it is not repeated, since it may have a password.
 */
export function createServerDriver({ url, connections, statementMs }: ServerOptions): Driver {
  const place = nameServer(url)
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: statementMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + GRACE_MS,
    idle_in_transaction_session_timeout: 2 * statementMs,
    application_name: 'thunderline',
    keepAlive: true,
    // A process whose work is done ends.
    allowExitOnIdle: true,
  })
  // A connection that is lost while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', () => {})
  const prepared = new WeakSet<PoolClient>()
  return {
    place,
    statementMs,
    async acquire() {
      const client = await pool.connect()
      client.on('error', ignore)
      const session = openSession(place, client, statementMs)
      if (prepared.has(client)) return session
      try {
        for (const setting of SESSION_SETTINGS) await session.run(setting, [])
      } catch (error) {
        session.release(true)
        throw error
      }
      prepared.add(client)
      return session
    },
    close: () => pool.end(),
  }
}

/** What is lost amid a statement, the statement says. */
const ignore = () => {}

function openSession(place: string, client: PoolClient, statementMs: number): Session {
  const ask = async (
    config: QueryArrayConfig & { readonly queryMode?: 'extended' },
  ): Promise<readonly RawResult[]> => {
    try {
      const answered: Answered | Answered[] = await client.query({ ...config, types: AS_TEXT })
      return (Array.isArray(answered) ? answered : [answered]).map(toRaw)
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'Query read timeout') throw error
      const limitMs = statementMs + GRACE_MS
      throw new StorageTimeoutError({ place, limitMs, isOutcomeUnknown: false }, { cause: error })
    }
  }
  return {
    async run(text, values) {
      // Extended, so that there is one statement, as everywhere.
      const [result] = await ask({
        ...{ text, values: [...values], rowMode: 'array', queryMode: 'extended' },
      })
      return result ?? { columns: [], rows: [] }
    },
    runScript: (text) => ask({ text, rowMode: 'array' }),
    release(isBroken) {
      client.off('error', ignore)
      client.release(isBroken)
    },
  }
}

/** What is looked at of an answer. */
type Answered = Pick<QueryArrayResult<(string | null)[]>, 'fields' | 'rows'>

function toRaw({ fields, rows }: Answered): RawResult {
  return { columns: fields.map(({ name, dataTypeID: type }) => ({ name, type })), rows }
}

/** An address for people: without user and password. */
function nameServer(url: string): string {
  try {
    // It reads the address as the pool will, and connects to nothing.
    const { host, port, database } = new Client({ connectionString: url })
    return `postgresql://${host}:${port}/${database ?? ''}`
  } catch {
    const problem = 'it is no postgresql://user:password@host:port/database'
    throw new StorageUnsuitableError({ place: '(unnamed)', problem })
  }
}
