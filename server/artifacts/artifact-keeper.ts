/**
 * Brings to an end what a kill has left unfinished, and removes contents that have expired on record: now and then, and
 * when the server starts.
 *
 * It goes by the tables, and so waits until they have all that is on record: a content that is not known yet would be
 * taken for one that never came on record.
 */
import { PacedLoop } from '../events/paced-loop.ts'
import { selectExpiredHashes, selectKeptHashes } from '../storage/artifact-tables.ts'
import type { Database } from '../storage/database.ts'
import type { ArtifactFiles } from './artifact-files.ts'

/** So many are looked at together. */
const PAGE = 200

export interface ArtifactKeeperOptions {
  readonly files: ArtifactFiles
  readonly database: Database
  /** Whether the tables have all that was on record when it was asked. */
  isCaughtUp(): Promise<boolean>
  readonly everyMs: number
  readonly onProblem?: (problem: unknown) => void
}

/** What was done. */
export interface KeeperReport {
  readonly unfinished: number
  /** Contents of expired artifacts that were there still. */
  readonly removed: number
}

export class ArtifactKeeper {
  readonly #options: ArtifactKeeperOptions
  readonly #loop: PacedLoop

  constructor(options: ArtifactKeeperOptions) {
    const { everyMs, onProblem } = options
    this.#options = options
    this.#loop = new PacedLoop({
      ...{ pauseMs: everyMs, onProblem },
      work: async () => {
        await this.run()
        return everyMs
      },
    })
  }

  /** Does it now, and every so often after that. */
  start(): void {
    this.#loop.wake()
  }

  /** Ends when what is under way has ended. */
  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  /**
   * Does it once.
   *
   * @returns undefined, and nothing is done, where the tables are behind.
   */
  async run(): Promise<KeeperReport | undefined> {
    const { files, database, isCaughtUp } = this.#options
    if (!(await isCaughtUp())) return undefined
    const unfinished = await files.sweep((sha256) => isKept(database, sha256), isCaughtUp)
    return { unfinished, removed: await this.#removeExpired() }
  }

  /** A kill may have come between what is on record and what is done. */
  async #removeExpired(): Promise<number> {
    const { files, database } = this.#options
    let removed = 0
    let after = ''
    while (!this.#loop.isStopped) {
      const hashes = await selectExpiredHashes(database, after, PAGE)
      for (const sha256 of hashes) {
        if (await files.remove(sha256, (each) => isKept(database, each))) removed++
      }
      if (hashes.length < PAGE) break
      after = hashes.at(-1)!
    }
    return removed
  }
}

/** Whether the content of a hash is on record, and not expired there. */
export async function isKept(database: Database, sha256: string): Promise<boolean> {
  return (await selectKeptHashes(database, [sha256])).has(sha256)
}
