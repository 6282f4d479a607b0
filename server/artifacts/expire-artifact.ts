/** Has an artifact expire: on record first, and then its content is removed. */
import type { Artifact } from '../../engine/resources/artifact.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { Database } from '../storage/database.ts'
import type { ArtifactFiles } from './artifact-files.ts'
import { isKept } from './artifact-keeper.ts'

/** The fact that an artifact expires: the same for each time that its content came, whoever tells it. */
export function describeExpiry(
  { sha256, stored_at_ms }: Artifact,
  by: string,
  reason: string,
): KnownRecord {
  return {
    kind: 'record',
    name: 'artifact.expired',
    agent: by,
    idempotencyKey: `artifact/${sha256}/${stored_at_ms}/expired`,
    data: { sha256, by, reason },
  }
}

/** Removes the content of an artifact that is expired on record; one that was stored anew meanwhile stays. */
export async function removeExpired(
  files: ArtifactFiles,
  database: Database,
  sha256: string,
): Promise<void> {
  await files.remove(sha256, (each) => isKept(database, each))
}
