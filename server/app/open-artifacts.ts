/** The store of artifacts of a server, and what keeps it in order in the background. */
import { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { ArtifactKeeper } from '../artifacts/artifact-keeper.ts'
import { RESOURCE_PROJECTION } from '../events/projections/resource-projection.ts'
import type { RecordBus } from '../events/record-bus.ts'
import type { RecordLog } from '../events/record-log.ts'
import type { Database, Transaction } from '../storage/database.ts'

const EVERY_MS = 3_600_000
/** Tables may be so long behind before the work is left for the next time. */
const CATCH_UP_MS = 60_000

export interface OpenArtifacts {
  readonly files: ArtifactFiles
  /** Ends the work in the background, and leaves the folder. */
  close(): Promise<void>
}

/**
 * Opens the store, and begins to keep it in order.
 *
 * @throws {ArtifactFolderError} where the folder cannot be used.
 */
export async function openArtifacts({
  folder,
  database,
  ledger,
  bus,
  onProblem,
}: {
  readonly folder: string
  readonly database: Database
  readonly ledger: Pick<RecordLog, 'head' | 'refresh'>
  readonly bus: RecordBus<Transaction>
  readonly onProblem: (problem: unknown) => void
}): Promise<OpenArtifacts> {
  const files = await ArtifactFiles.open({ folder })
  const keeper = new ArtifactKeeper({
    ...{ files, database, onProblem, everyMs: EVERY_MS },
    async isCaughtUp() {
      // Others may have put something on record that this process has not seen yet.
      await ledger.refresh?.()
      const { size } = ledger.head
      if (size > 0 && !(await bus.waitUntilHeard(size - 1, CATCH_UP_MS))) return false
      const { name: consumer } = RESOURCE_PROJECTION
      const letters = await bus.listDeadLetters({ consumer, count: 1 })
      return letters.every(({ state }) => state !== 'dead')
    },
  })
  keeper.start()
  return {
    files,
    async close() {
      await keeper.stop()
      files.close()
    },
  }
}
