/** What a ledger in files says that is kept beside it: contents of artifacts and texts of scenarios and studies. */
import { ArtifactRecord } from '../artifacts/verify-artifacts.ts'
import type { LoggedEvent } from '../events/consumer.ts'
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
    for (const sha256 of textsOf(event)) {
      if (typeof sha256 === 'string' && HASH.test(sha256)) scenarios.add(sha256)
    }
  }
  const kept = [...record.artifacts.values()].filter(({ state }) => state !== 'expired')
  return { artifacts: new Map(kept.map(({ sha256, bytes }) => [sha256, bytes])), scenarios }
}

/** The hashes of the texts that an event refers to. */
function textsOf({ type, data }: LoggedEvent): readonly unknown[] {
  const told = (data ?? {}) as Readonly<Record<string, unknown>>
  if (type === 'ca.run.created') return [told.scenario_sha256]
  if (type !== 'ml.study.created') return []
  const record = (told.record ?? {}) as Readonly<Record<string, unknown>>
  return [told.document_sha256, record.sha256]
}
