/**
 * Moments of runs from which another attempt goes on, the newest of each. They are no part of the record: without one
 * a run begins anew, and comes to the same. What is read is held to its hash.
 */
import { hash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../storage/database.ts'
import { deleteIdlePoints, deletePoint, insertPoint, selectPoint } from '../storage/point-tables.ts'

export interface RunPoints {
  /** Larger ones are not kept. */
  readonly maxBytes: number
  /** Keeps a moment in the place of the one before. */
  put(runId: string, allocationId: string, bytes: Uint8Array): Promise<void>
  /** The moment of a run; undefined where there is none, or it is not what was kept. */
  get(runId: string): Promise<Uint8Array | undefined>
  remove(runId: string): Promise<void>
  /** Removes those of runs that are over. */
  sweep(isOver: (runId: string) => Promise<boolean>): Promise<void>
}

const HASH_BYTES = 32
/** Ids of runs as they are made here. */
const NAME = /^([\w-]+)\.point(\.new)?$/
const FOLDER_BYTES = 256 * 2 ** 20
/** A row is written as text of twice the size. */
const TABLE_BYTES = 32 * 2 ** 20

/** In a folder, a file each: its hash, and then the moment. A kill leaves the one before, or one that has another hash. */
export class FolderPoints implements RunPoints {
  readonly maxBytes = FOLDER_BYTES
  readonly #folder: string
  /** Runs of which moments were put here: what is half written of them is no remnant of a kill. */
  readonly #own = new Set<string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async put(runId: string, _allocationId: string, bytes: Uint8Array): Promise<void> {
    this.#own.add(encodeURIComponent(runId))
    await mkdir(this.#folder, { recursive: true })
    const path = this.#pathOf(runId)
    try {
      await writeFile(`${path}.new`, [hash('sha256', bytes, 'buffer'), bytes])
      await rename(`${path}.new`, path)
    } catch (error) {
      // A disk that is full has use for what was written of it.
      await rm(`${path}.new`, { force: true }).catch(() => {})
      throw error
    }
  }

  async get(runId: string): Promise<Uint8Array | undefined> {
    const file = await readFile(this.#pathOf(runId)).catch(() => undefined)
    if (file === undefined) return undefined
    const bytes = new Uint8Array(file.subarray(HASH_BYTES))
    const isSame = hash('sha256', bytes, 'buffer').equals(file.subarray(0, HASH_BYTES))
    return isSame ? bytes : undefined
  }

  async remove(runId: string): Promise<void> {
    for (const ending of ['', '.new']) await rm(this.#pathOf(runId) + ending, { force: true })
    this.#own.delete(encodeURIComponent(runId))
  }

  async sweep(isOver: (runId: string) => Promise<boolean>): Promise<void> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const [, encoded, isNew] = (entry.isFile() && NAME.exec(entry.name)) || []
      // What else lies there is somebody's own.
      if (encoded === undefined) continue
      if (isNew !== undefined) {
        if (!this.#own.has(encoded)) await rm(join(this.#folder, entry.name), { force: true })
      } else if (await isOver(encoded)) await this.remove(encoded)
    }
  }

  #pathOf(runId: string): string {
    return join(this.#folder, `${encodeURIComponent(runId)}.point`)
  }
}

/** In a table, for servers that share no disk. Only whoever has the lease of a run keeps moments of it. */
export class TablePoints implements RunPoints {
  readonly maxBytes = TABLE_BYTES
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async put(runId: string, allocationId: string, content: Uint8Array): Promise<void> {
    const sha256 = hash('sha256', content)
    await insertPoint(this.#database, { runId, allocationId, sha256, content })
  }

  async get(runId: string): Promise<Uint8Array | undefined> {
    const row = await selectPoint(this.#database, runId)
    return row !== undefined && hash('sha256', row.content) === row.sha256 ? row.content : undefined
  }

  async remove(runId: string): Promise<void> {
    await deletePoint(this.#database, runId)
  }

  async sweep(): Promise<void> {
    await deleteIdlePoints(this.#database)
  }
}
