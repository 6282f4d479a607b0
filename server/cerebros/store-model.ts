/** Puts the model of a trial into the store of artifacts, and on record, before the trial is told to be over. */
import type { ArtifactFiles, StoredContent } from '../artifacts/artifact-files.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { TrialToMake } from './study-source.ts'

const CHUNK_BYTES = 2 ** 20
const MEDIA_TYPE = 'application/octet-stream'

/**
 * Stores it. An attempt that is made again has the same bytes, and then nothing is put on record twice.
 *
 * @throws {ArtifactNoSpaceError | ArtifactDiskError} where the disk refuses it.
 */
export async function storeModel(
  trial: TrialToMake,
  model: Uint8Array,
  {
    files,
    record,
    agent,
  }: {
    readonly files: ArtifactFiles
    readonly record: Pick<RunRecord, 'publishEvent'>
    readonly agent: string
  },
): Promise<{ readonly role: string; readonly sha256: string }> {
  const { trialId, eventId, correlationId, traceparent } = trial
  const tell = async ({ sha256, bytes }: StoredContent) => {
    await record.publishEvent(
      {
        ...{ kind: 'record', name: 'artifact.stored', agent },
        cause: {
          id: eventId,
          correlationId,
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        idempotencyKey: `${trialId}/output/model/${sha256}`,
        data: { sha256, bytes, media_type: MEDIA_TYPE, role: 'model', trial_id: trialId },
      },
      correlationId,
    )
  }
  const { sha256 } = await files.store(chunksOf(model), undefined, tell)
  return { role: 'model', sha256 }
}

/** Piece by piece: to hash all of it at once would hold the server up. */
async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length || at === 0; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
