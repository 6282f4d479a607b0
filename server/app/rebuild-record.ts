/** Makes the database of a record anew from its ledger. */
import { ALL_PROJECTIONS } from '../events/projections/all-projections.ts'
import { type RebuildReport, rebuildProjections } from '../events/rebuild-projections.ts'
import { openRecordStores, type RecordPlace } from './record-stores.ts'

/**
 * Empties all that is made of the ledger, and makes it again.
 *
 * @param onProgress is told how many entries of how many were heard again.
 * @throws what `openRecordStores` throws: where a server is there, it is refused.
 */
export async function rebuildRecord(
  place: RecordPlace,
  onProgress: (done: number, all: number) => void,
): Promise<RebuildReport> {
  const { ledger, database, close } = await openRecordStores(place, 'rebuild', () => {})
  try {
    return await rebuildProjections({
      ...{ database, log: ledger, projections: ALL_PROJECTIONS, onProgress },
      nowMs: () => Date.now(),
    })
  } finally {
    await close()
  }
}
