/**
 * Studies as a browser keeps them, in IndexedDB: what each is, and its record line by line. A line is on the disk
 * before what it tells is acted upon, as in a file of a record.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { StudyRecordError } from '../studies/errors.ts'
import { StudyStorageError } from './errors.ts'
import type { StudyInput } from './search-api.ts'

/** A study that is kept. */
export interface KeptStudy extends StudyInput {
  /** The hash of all that decides its trials. */
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly openedAtMs: number
  /** Whether it is to go on when it is next seen: it ran when its tab was left. */
  readonly isWanted: boolean
  /** Threads that it ran with last; undefined before. */
  readonly threads: number | undefined
  /** When it was deleted: it can be brought back until another tab or visit comes; undefined while it is there. */
  readonly deletedAtMs: number | undefined
  /** Trials of its budget, and those that have ended. */
  readonly trials: number
  readonly ended: number
}

interface KeeperSchema extends DBSchema {
  studies: { key: string; value: KeptStudy }
  /** By study and place in its record, from 0 on. */
  lines: { key: [id: string, place: number]; value: string }
}

const DATABASE = 'thunderline-studies'
const DATABASE_VERSION = 1

/** Deleted studies can be brought back for so long. */
const PURGE_AFTER_MS = 10 * 60_000

export class StudyKeeper {
  readonly #database: IDBPDatabase<KeeperSchema>

  private constructor(database: IDBPDatabase<KeeperSchema>) {
    this.#database = database
  }

  /**
   * Opens what is kept; what was deleted a while ago goes for good.
   *
   * @throws {StudyStorageError} where the browser keeps nothing.
   */
  static async open(now: () => number): Promise<StudyKeeper> {
    try {
      const database = await openDB<KeeperSchema>(DATABASE, DATABASE_VERSION, {
        upgrade(fresh) {
          fresh.createObjectStore('studies', { keyPath: 'id' })
          fresh.createObjectStore('lines')
        },
        // A later version of the viewer may want to change it.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      })
      const keeper = new StudyKeeper(database)
      for (const { id, deletedAtMs } of await database.getAll('studies')) {
        if (deletedAtMs !== undefined && deletedAtMs < now() - PURGE_AFTER_MS) {
          await keeper.#purge(id)
        }
      }
      return keeper
    } catch (cause) {
      throw toStorageError(cause)
    }
  }

  /** All that are kept, the last opened first. */
  async list(): Promise<readonly KeptStudy[]> {
    const studies = await this.#database.getAll('studies')
    return studies
      .filter(({ deletedAtMs }) => deletedAtMs === undefined)
      .sort((a, b) => b.openedAtMs - a.openedAtMs || a.name.localeCompare(b.name, 'en'))
  }

  /** One of them, deleted or not. */
  get(id: string): Promise<KeptStudy | undefined> {
    return this.#database.get('studies', id)
  }

  /**
   * Keeps a study, whose record begins with a line; one that has a record keeps that.
   *
   * @throws {StudyStorageError} where there is no room.
   */
  async keep(study: KeptStudy, head: string): Promise<void> {
    try {
      const change = this.#change()
      await change.objectStore('studies').put(study)
      const lines = change.objectStore('lines')
      if ((await lines.count(allLines(study.id))) === 0) await lines.add(head, [study.id, 0])
      await change.done
    } catch (cause) {
      throw toStorageError(cause)
    }
  }

  /** Changes what is known of a study; one that has gone meanwhile stays away. */
  async note(id: string, changes: Partial<KeptStudy>): Promise<void> {
    const change = this.#change()
    const known = await change.objectStore('studies').get(id)
    if (known !== undefined) await change.objectStore('studies').put({ ...known, ...changes })
    await change.done
  }

  /** The lines of a record, from a place on. */
  readLines(id: string, from = 0): Promise<readonly string[]> {
    return this.#database.getAll('lines', allLines(id, from))
  }

  /**
   * Puts a line at the end of a record, and waits until the disk has it.
   *
   * @param place how many lines are before it.
   * @throws {StudyRecordError} where somebody else has put one there.
   * @throws {StudyStorageError} where there is no room.
   */
  async append(id: string, place: number, line: string): Promise<void> {
    try {
      const change = this.#change()
      const adding = change.objectStore('lines').add(line, [id, place])
      await Promise.all([adding, change.done])
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === 'ConstraintError')) {
        throw toStorageError(cause)
      }
      throw new StudyRecordError({ line: place + 1, problem: 'another tab writes to it' })
    }
  }

  /** Puts lines in the place of a record's, from a place on. */
  async replaceLines(id: string, from: number, added: readonly string[]): Promise<void> {
    try {
      const change = this.#change()
      const lines = change.objectStore('lines')
      const deleting = lines.delete(allLines(id, from))
      // All are asked for at once: to wait for each takes ten times as long.
      const adding = added.map((line, i) => lines.add(line, [id, from + i]))
      await Promise.all([deleting, ...adding, change.done])
    } catch (cause) {
      throw toStorageError(cause)
    }
  }

  close(): void {
    this.#database.close()
  }

  async #purge(id: string): Promise<void> {
    const change = this.#change()
    await change.objectStore('studies').delete(id)
    await change.objectStore('lines').delete(allLines(id))
    await change.done
  }

  #change() {
    return this.#database.transaction(['studies', 'lines'], 'readwrite', { durability: 'strict' })
  }
}

const allLines = (id: string, from = 0) => IDBKeyRange.bound([id, from], [id, Infinity])

function toStorageError(cause: unknown): StudyStorageError {
  if (cause instanceof StudyStorageError) return cause
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new StudyStorageError({ reason }, { cause })
}
