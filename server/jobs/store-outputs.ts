/** Puts what a run leaves behind into the store of artifacts, and on record, before the run is told to be over. */
import type { RunOutput } from '../../engine/node/run-messages.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { ArtifactFiles, StoredContent } from '../artifacts/artifact-files.ts'
import type { RunRow } from '../storage/run-tables.ts'
import { causeOf, type StoredOutput } from './run-events.ts'
import type { RunRecord } from './run-record.ts'

/**
 * Stores outputs of a run. An attempt that is made again has the same bytes, and then nothing is put on record twice.
 *
 * @throws {ArtifactNoSpaceError | ArtifactDiskError} where the disk refuses one.
 */
export async function storeOutputs(
  run: RunRow,
  outputs: readonly RunOutput[],
  { files, record }: { readonly files: ArtifactFiles; readonly record: RunRecord },
): Promise<readonly StoredOutput[]> {
  const stored: StoredOutput[] = []
  for (const output of outputs) {
    const tell = async (content: StoredContent) => {
      await record.publishEvent(describeStored(run, output, content), run.correlation_id)
    }
    const { sha256 } = await files.store(chunksOf(output.bytes), undefined, tell)
    stored.push({ role: output.role, sha256 })
  }
  return stored
}

const CHUNK_BYTES = 2 ** 20

/** Piece by piece: to hash all of it at once would hold the server up. */
async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length || at === 0; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Whoever asked for the run has what it made. */
function describeStored(
  run: RunRow,
  { role, mediaType }: RunOutput,
  { sha256, bytes }: StoredContent,
): RecordEvent {
  const { run_id, created_by: agent, retention_days: days } = run
  return {
    kind: 'record',
    name: 'artifact.stored',
    ...{ agent, cause: causeOf(run) },
    idempotencyKey: `${run_id}/output/${role}/${sha256}`,
    data: {
      ...{ sha256, bytes, media_type: mediaType, role, run_id },
      ...(days === undefined ? {} : { retention_days: days }),
    },
  }
}
