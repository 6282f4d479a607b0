/** What a ledger in files says that is kept beside it: contents of artifacts and texts of scenarios. */
import { ArtifactRecord } from '../artifacts/verify-artifacts.ts'
import { UncleanLedgerError } from '../ledger/errors.ts'
import { realDisk } from '../ledger/files/disk.ts'
import { listSegments, nameLedgerFolder } from '../ledger/files/ledger-folder.ts'
import { SCAN_BEGIN, scanEntries } from '../ledger/files/scan-entries.ts'

export interface References {
  /** Artifacts whose content is kept, with its size, by their hashes. */
  readonly artifacts: ReadonlyMap<string, number>
  /** Hashes of texts. */
  readonly scenarios: ReadonlySet<string>
}

const HASH = /^[0-9a-f]{64}$/

/**
 * Reads all entries.
 *
 * @throws {UncleanLedgerError} where one is not as it should be.
 */
export async function readReferences(path: string): Promise<References> {
  const folder = nameLedgerFolder(path)
  const record = new ArtifactRecord()
  const scenarios = new Set<string>()
  for await (const scanned of scanEntries(
    folder,
    realDisk,
    await listSegments(folder),
    SCAN_BEGIN,
  )) {
    if (scanned.kind === 'broken') {
      const fault = `entry ${scanned.seq}: ${scanned.problem}`
      throw new UncleanLedgerError({ folder: path, fault })
    }
    const { event } = scanned.entry
    record.add(event)
    const { scenario_sha256: sha256 } = (event.data ?? {}) as { readonly scenario_sha256?: unknown }
    if (event.type === 'ca.run.created' && typeof sha256 === 'string' && HASH.test(sha256)) {
      scenarios.add(sha256)
    }
  }
  const kept = [...record.artifacts.values()].filter(({ state }) => state !== 'expired')
  return { artifacts: new Map(kept.map(({ sha256, bytes }) => [sha256, bytes])), scenarios }
}
