/**
 * Has artifacts expire when their time is over, and brings to an end what a kill has left unfinished: now and then,
 * and when the server starts.
 *
 * It goes by the tables, and so waits until they have all that is on record: a content that is not known yet would be
 * taken for one that never came on record.
 */
import type { Artifact } from '../../engine/resources/artifact.ts'
import {
  selectExpiredHashes,
  selectKeptHashes,
  selectOverdueArtifacts,
} from '../storage/artifact-tables.ts'
import type { Database } from '../storage/database.ts'
import type { ArtifactFiles } from './artifact-files.ts'

/** So many are looked at together. */
const PAGE = 200

export interface ArtifactKeeperOptions {
  readonly files: ArtifactFiles
  readonly database: Database
  /** Whether the tables have all that was on record when it was asked. */
  isCaughtUp(): Promise<boolean>
  /** Has an artifact expire, on record and then in files. */
  expire(artifact: Artifact): Promise<void>
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  readonly everyMs: number
  readonly onProblem?: (problem: unknown) => void
}

/** What was done. */
export interface KeeperReport {
  readonly unfinished: number
  /** Contents of expired artifacts that were there still. */
  readonly removed: number
  readonly expired: number
}

export class ArtifactKeeper {
  readonly #options: ArtifactKeeperOptions
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: ArtifactKeeperOptions) {
    this.#options = options
  }

  /** Does it now, and every so often after that. */
  start(): void {
    if (this.#isStopped || this.#running !== undefined) return
    clearTimeout(this.#timer)
    this.#running = this.#runOnce()
  }

  /** Ends when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /**
   * Does it once.
   *
   * @returns undefined, and nothing is done, where the tables are behind.
   */
  async run(): Promise<KeeperReport | undefined> {
    const { files, database } = this.#options
    if (!(await this.#options.isCaughtUp())) return undefined
    const unfinished = await files.sweep((sha256) => isKept(database, sha256))
    const removed = await this.#removeExpired()
    return { unfinished, removed, expired: await this.#expireOverdue() }
  }

  async #runOnce(): Promise<void> {
    const { onProblem, everyMs } = this.#options
    try {
      await this.run()
    } catch (problem) {
      onProblem?.(problem)
    } finally {
      this.#running = undefined
      if (!this.#isStopped) this.#timer = setTimeout(() => this.start(), everyMs).unref()
    }
  }

  /** A kill may have come between what is on record and what is done. */
  async #removeExpired(): Promise<number> {
    const { files, database } = this.#options
    let removed = 0
    let after = ''
    while (!this.#isStopped) {
      const hashes = await selectExpiredHashes(database, after, PAGE)
      for (const sha256 of hashes) {
        if (await files.remove(sha256, (each) => isKept(database, each))) removed++
      }
      if (hashes.length < PAGE) break
      after = hashes.at(-1)!
    }
    return removed
  }

  async #expireOverdue(): Promise<number> {
    const { database, onProblem } = this.#options
    const nowMs = this.#options.wallTimeMs()
    let expired = 0
    while (!this.#isStopped) {
      const overdue = await selectOverdueArtifacts(database, nowMs, PAGE)
      const before = expired
      for (const artifact of overdue) {
        try {
          await this.#options.expire(artifact)
          expired++
        } catch (problem) {
          onProblem?.(problem)
        }
      }
      // Where none could, none will be able now.
      if (overdue.length < PAGE || expired === before) break
    }
    return expired
  }
}

/** Whether the content of a hash is on record, and not expired there. */
export async function isKept(database: Database, sha256: string): Promise<boolean> {
  return (await selectKeptHashes(database, [sha256])).has(sha256)
}
