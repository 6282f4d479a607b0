/**
 * A PostgreSQL server for tests: begun in a temporary folder, reached by a socket there, and gone with the process that
 * started it, however that ends.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { findPostgres } from '../../scripts/find-postgres.ts'

/** Why there is none; undefined where there is one. It goes behind the name of what is skipped. */
export const WHY_NO_POSTGRES =
  findPostgres(process.env) === undefined ? ' (skipped: PostgreSQL is not installed)' : undefined

export interface PostgresServer {
  /** Makes an empty database; gives its address. */
  createDatabase(): Promise<string>
  /** The address of a database for a user who has to give a password. */
  readonly lockedUser: string
  /** The folder of all that it has. */
  readonly folder: string
  /** Kills it as a loss of power would, and starts it again. */
  crash(): Promise<void>
  /** The same, but it stays away until it is told to start again. */
  kill(): Promise<() => Promise<void>>
  /** Has all of its processes stand still, so that nothing is answered and nothing refused, until it is told to go on. */
  freeze(): () => void
  /** Makes an empty database whose tables lie in a folder of its own, which is there already. */
  createDatabaseIn(folder: string): Promise<string>
  dispose(): Promise<void>
}

const USER = 'thunderline'
const START_MS = 30_000

/**
 * Starts a server with its safe settings: it waits for its disk.
 *
 * @param others settings beside, as `name=value`.
 */
export async function startPostgres(others: readonly string[] = []): Promise<PostgresServer> {
  const bin = findPostgres(process.env)
  if (bin === undefined) throw new Error('PostgreSQL is not installed.')
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-postgres-'))
  const owner = await findOwner()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const args = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(join(bin, 'initdb'), args, { ...owner, cwd: folder })
  const rules = `local all locked scram-sha-256\nlocal all all trust\n`
  writeFileSync(join(data, 'pg_hba.conf'), rules)
  let guard = startGuarded(bin, folder, owner, others)
  await untilReady(folder)
  await runSql(folder, 'postgres', `create role locked login password 'sesame'`)
  let count = 0
  const kill = async () => {
    await end(guard, 'keep')
    return async () => {
      guard = startGuarded(bin, folder, owner, others)
      await untilReady(folder)
    }
  }
  return {
    folder,
    lockedUser: `postgresql://locked:wrong-secret@localhost/postgres?host=${folder}`,
    async createDatabase() {
      const name = `test_${count++}`
      await runSql(folder, 'postgres', `create database ${name}`)
      return addressOf(folder, name)
    },
    crash: async () => await (await kill())(),
    kill,
    freeze: () => freeze(data),
    async createDatabaseIn(place) {
      if (owner !== undefined) chownSync(place, owner.uid, owner.gid)
      const name = `test_${count++}`
      await runSql(folder, 'postgres', `create tablespace ${name} location '${place}'`)
      await runSql(folder, 'postgres', `create database ${name} tablespace ${name}`)
      return addressOf(folder, name)
    },
    async dispose() {
      await end(guard, 'remove')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freeze(data: string): () => void {
  const [line] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  const listening = Number(line)
  // First the one that makes the others, one for each connection.
  process.kill(listening, 'SIGSTOP')
  const text = readFileSync(`/proc/${listening}/task/${listening}/children`, 'utf8')
  const others = text.split(' ').filter((pid) => pid !== '')
  const all = [listening, ...others.map(Number)]
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of all) process.kill(pid, 'SIGCONT')
  }
}

let shared: Promise<PostgresServer> | undefined

/**
 * The server that all test files of a thread share, each with databases of its own; nobody crashes or disposes of it,
 * and it is gone with the thread. To begin one takes half a second.
 */
export function sharePostgres(): Promise<
  Pick<PostgresServer, 'createDatabase' | 'lockedUser' | 'folder'>
> {
  shared ??= startPostgres()
  return shared
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: then somebody who may do nothing else runs it. */
async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const idOf = async (option: string) => {
    for (const user of ['postgres', 'nobody']) {
      try {
        return Number((await promisify(execFile)('id', [option, user])).stdout)
      } catch {
        // There is none of this name.
      }
    }
    throw new Error('There is no user to run PostgreSQL as.')
  }
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/**
 * Starts the server under a shell that ends it at once, without a farewell, and takes its folder away, when its own
 * input ends: when it is told, and when the process that tells is gone. Told `keep`, it leaves the folder.
 */
const GUARD = `folder=$1; shift; "$@" & server=$!; read -r word
kill -QUIT $server; wait $server; [ "$word" = keep ] || rm -rf "$folder"`

function startGuarded(
  bin: string,
  folder: string,
  owner: Owner | undefined,
  others: readonly string[],
): ChildProcess {
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=on', ...others]
  const server = [join(bin, 'postgres'), '-D', join(folder, 'data')]
  const args = [
    '-c',
    GUARD,
    'sh',
    folder,
    ...server,
    ...settings.flatMap((setting) => ['-c', setting]),
  ]
  const guard = spawn('sh', args, {
    ...owner,
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C is for the tests; the guard sees them end.
    detached: true,
  })
  guard.unref()
  return guard
}

async function end(guard: ChildProcess, word: 'keep' | 'remove'): Promise<void> {
  const ended = new Promise((resolve) => guard.once('exit', resolve))
  // Whoever waits for its end may have nothing else to do.
  guard.ref()
  guard.stdin?.end(`${word}\n`)
  await ended
}

async function untilReady(folder: string): Promise<void> {
  const limit = performance.now() + START_MS
  for (;;) {
    try {
      return await runSql(folder, 'postgres', 'select 1')
    } catch (error) {
      if (performance.now() > limit) throw error
      await wait(20)
    }
  }
}

const addressOf = (folder: string, database: string) =>
  `postgresql://${USER}@localhost/${database}?host=${folder}`

async function runSql(folder: string, database: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: addressOf(folder, database) })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end().catch(() => {})
  }
}
