/**
 * Texts of scenarios, by the hashes of their content. Only the hash is on record, so a text is durable before the run
 * is; what is read is held to its hash.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../storage/database.ts'
import { insertScenario, selectScenario } from '../storage/scenario-tables.ts'
import { ScenarioDamagedError } from './errors.ts'

export interface ScenarioStore {
  /** Keeps a text, and gives its SHA-256 in hex when it is durable. */
  put(text: string): Promise<string>
  /**
   * The text of a hash; undefined where there is none.
   *
   * @throws {ScenarioDamagedError} where it is another by now.
   */
  get(sha256: string): Promise<string | undefined>
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** In a folder, a file each: an embedded database does not survive a loss of power. */
export class FolderScenarios implements ScenarioStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async put(text: string): Promise<string> {
    const sha256 = hashOf(text)
    const path = this.#pathOf(sha256)
    if ((await readIfThere(path)) === text) return sha256
    await mkdir(this.#folder, { recursive: true })
    const draft = `${path}.${randomUUID()}`
    await writeDurably(draft, text)
    await rename(draft, path)
    await syncFolder(this.#folder)
    return sha256
  }

  async get(sha256: string): Promise<string | undefined> {
    return holdTo(sha256, await readIfThere(this.#pathOf(sha256)))
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, `${sha256}.json`)
  }
}

/** In a table, for servers that share no disk. */
export class TableScenarios implements ScenarioStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async put(text: string): Promise<string> {
    const sha256 = hashOf(text)
    await insertScenario(this.#database, { sha256, content: text })
    return sha256
  }

  async get(sha256: string): Promise<string | undefined> {
    return holdTo(sha256, await selectScenario(this.#database, sha256))
  }
}

function holdTo(sha256: string, text: string | undefined): string | undefined {
  if (text !== undefined && hashOf(text) !== sha256) throw new ScenarioDamagedError({ sha256 })
  return text
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** So that the names in it are durable too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
