/**
 * PostgreSQL inside this program, in a thread of its own, with its data in a folder.
 *
 * It has one connection, which is lent to one after the other. What takes longer than it may is ended with its thread,
 * since the code inside has no clock that could interrupt it; the next one begins it anew, and finds what was
 * committed. The thread keeps no process from ending.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver, Session } from './driver.ts'
import { EmbeddedThread } from './embedded-thread.ts'
import { StorageLockedError, StorageMisuseError, StorageUnsuitableError } from './errors.ts'
import { ELSEWHERE, type LockOutcome, type ProcessLock, takeLock } from './process-lock.ts'

export interface EmbeddedOptions {
  /** The folder; it is made where it is not. */
  readonly folder: string
  /** How long a statement may take. */
  readonly statementMs: number
}

/**
 * A driver for the database in a folder, or for one that is begun there when it is first asked.
 *
 * @throws {StorageLockedError} while another process, or this one, has it open.
 * @throws {StorageUnsuitableError} where the folder cannot be used.
 */
export function createEmbeddedDriver({ folder, statementMs }: EmbeddedOptions): Driver {
  return new EmbeddedDriver(folder, statementMs, lockFolder(folder))
}

function lockFolder(folder: string): ProcessLock {
  let outcome: LockOutcome
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    outcome = takeLock(join(folder, 'lock'))
  } catch (cause) {
    const problem = 'its folder cannot be written'
    throw new StorageUnsuitableError({ place: folder, problem }, { cause })
  }
  if (!outcome.isTaken) {
    const hint = outcome.isElsewhere ? ELSEWHERE : ''
    throw new StorageLockedError({ folder, pid: outcome.pid }, hint)
  }
  return outcome.lock
}

class EmbeddedDriver implements Driver {
  readonly place: string
  readonly statementMs: number
  readonly #lock: ProcessLock
  /** Whoever had the connection last, and all before. */
  #turns: Promise<void> = Promise.resolve()
  #thread: EmbeddedThread | undefined
  readonly #onExit: () => void
  readonly #onIdle: () => void
  #closing: Promise<void> | undefined

  constructor(folder: string, statementMs: number, lock: ProcessLock) {
    this.place = folder
    this.statementMs = statementMs
    this.#lock = lock
    this.#onExit = () => lock.release()
    // A process that has nothing left to do ends its database as it should be.
    this.#onIdle = () => void this.close()
    process.once('exit', this.#onExit)
    process.once('beforeExit', this.#onIdle)
  }

  async acquire(): Promise<Session> {
    if (this.#closing !== undefined) throw new StorageMisuseError({ problem: 'it was closed' })
    const { promise: turn, resolve: endTurn } = Promise.withResolvers<void>()
    const before = this.#turns
    this.#turns = before.then(() => turn)
    await before
    try {
      const thread = this.#takeThread()
      await thread.ready
      return {
        run: (sql, parameters) => thread.run(sql, parameters, this.statementMs),
        runScript: (sql) => thread.runScript(sql, this.statementMs),
        release(isBroken) {
          // One that was begun and is not ended would be the next one's.
          if (isBroken) thread.kill()
          endTurn()
        },
      }
    } catch (error) {
      endTurn()
      throw error
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    await this.#turns
    process.off('exit', this.#onExit)
    process.off('beforeExit', this.#onIdle)
    try {
      await this.#thread?.close()
    } finally {
      this.#lock.release()
    }
  }

  #takeThread(): EmbeddedThread {
    if (this.#thread === undefined || this.#thread.hasEnded) {
      this.#thread = new EmbeddedThread(this.place)
    }
    return this.#thread
  }
}
