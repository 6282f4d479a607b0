/**
 * How a backup asks the server that has a folder open to do what only it can: sign what is there, and write down the
 * verdicts of its database, which has one process.
 *
 * What is asked is a file in `asked`, which whoever has the folder can make, and needs no token for: a set of policies
 * that denies everything keeps nobody from a backup. The server looks there twice a second.
 */
import { randomUUID } from 'node:crypto'
import { access, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Ledger } from '../ledger/ledger.ts'
import type { Database } from '../storage/database.ts'
import { makeFolder } from './backup-folder.ts'
import { BackupUnansweredError } from './errors.ts'
import { writeVerdicts } from './verdict-lines.ts'

/** What can be asked. */
type Wish = 'checkpoint' | 'verdicts'

const WISH = /^(?<id>[0-9a-f-]{36})\.(?<wish>checkpoint|verdicts)$/
const LOOK_MS = 500
const POLL_MS = 50
const ANSWER_MS = 60_000
/** Whoever asked for what is older was killed: an answer has verdicts in it, and is not to stay. */
const FORGOTTEN_MS = 10 * ANSWER_MS

const nameAsked = (dataFolder: string) => join(dataFolder, 'asked')

export interface AnsweredFolder {
  readonly dataFolder: string
  readonly ledger: Pick<Ledger, 'checkpoint'>
  readonly database: Database
  readonly onProblem: (problem: unknown) => void
}

/**
 * Begins to look for what is asked.
 *
 * @returns what ends it, when what is under way is done.
 */
export function answerBackups(options: AnsweredFolder): () => Promise<void> {
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    looking ??= answerAll(options).finally(() => {
      looking = undefined
    })
  }, LOOK_MS).unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}

async function answerAll(options: AnsweredFolder): Promise<void> {
  const folder = nameAsked(options.dataFolder)
  for (const name of await readdir(folder).catch(() => [])) {
    const wish = WISH.exec(name)?.groups?.wish as Wish | undefined
    if (wish !== undefined) await answer(options, join(folder, name), wish)
    else await forget(join(folder, name))
  }
}

async function forget(path: string): Promise<void> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
  if (Date.now() - mtimeMs > FORGOTTEN_MS) await rm(path, { force: true }).catch(() => {})
}

async function answer(options: AnsweredFolder, path: string, wish: Wish): Promise<void> {
  const draft = `${path}.draft`
  try {
    if (wish === 'checkpoint') await writeFile(draft, await options.ledger.checkpoint())
    else await writeVerdicts(options.database, draft)
    await rename(draft, `${path}.done`)
  } catch (error) {
    options.onProblem(error)
    const text = error instanceof Error ? error.message : String(error)
    await writeFile(`${path}.failed`, text).catch(options.onProblem)
  }
  await rm(path, { force: true }).catch(options.onProblem)
}

/**
 * Asks the server that has a folder open, and waits.
 *
 * @param take is given the file with the answer, which is then removed.
 * @throws {BackupUnansweredError} where it does not answer, or cannot.
 */
export async function askServer(
  dataFolder: string,
  wish: Wish,
  take: (path: string) => Promise<void> = async () => {},
): Promise<void> {
  const folder = nameAsked(dataFolder)
  await makeFolder(folder)
  const path = join(folder, `${randomUUID()}.${wish}`)
  await writeFile(path, '', { mode: 0o600 })
  try {
    const limit = performance.now() + ANSWER_MS
    while (!(await isThere(`${path}.done`))) {
      const failure = await readFile(`${path}.failed`, 'utf8').catch(() => undefined)
      if (failure !== undefined) {
        const problem = `could not do its part: ${failure}`
        throw new BackupUnansweredError({ folder: dataFolder, problem })
      }
      if (performance.now() > limit) {
        const problem = `has not answered for ${ANSWER_MS / 1000} seconds`
        throw new BackupUnansweredError({ folder: dataFolder, problem })
      }
      await wait(POLL_MS)
    }
    await take(`${path}.done`)
  } finally {
    for (const end of ['', '.draft', '.done', '.failed']) await rm(`${path}${end}`, { force: true })
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
