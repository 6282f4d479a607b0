/** Compiles rules, and stores what is made of them. */
import { isNamedError } from '../../../engine/named-error.ts'
import { RULES_COMPILE } from '../../../engine/resources/operations/compile-operations.ts'
import type { ArtifactFiles, StoredContent } from '../../artifacts/artifact-files.ts'
import {
  type BuildFacts,
  type CompileDesk,
  describeCompileCompleted,
  describeCompileFailed,
  describeCompileStarted,
} from '../../jobs/compile-desk.ts'
import { CompileFailedError } from '../../jobs/errors.ts'
import { ARTIFACT_TABLE } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { selectResource } from '../../storage/resource-rows.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'

export interface CompileDependencies {
  readonly database: Database
  readonly files: ArtifactFiles
  readonly desk: CompileDesk
  newId(): string
  /** Milliseconds of a clock that only goes on. */
  nowMs(): number
}

/** What the artifacts are to their builds. */
const ROLE = 'compiled'

export function buildCompileHandlers(deps: CompileDependencies): readonly Handler[] {
  const { desk, newId, nowMs } = deps
  return [
    handle(RULES_COMPILE, async (order, context) => {
      const build = await desk.read(`build-${newId()}`, order)
      await context.publishEvent(describeCompileStarted(build))
      const startMs = nowMs()
      const fail = async (problem: { readonly code: string; readonly message: string }) =>
        await context.publishEvent(describeCompileFailed(build, problem))
      try {
        const made = await desk.compile(order)
        if ('code' in made) {
          throw new CompileFailedError({
            build: build.build_id,
            cause: made.code,
            problem: made.message,
          })
        }
        const { mediaType, bytes } = made
        const { sha256 } = await store(deps, build, made, context)
        const durationMs = nowMs() - startMs
        await context.publishEvent(describeCompileCompleted(build, sha256, durationMs))
        return {
          ...{ ...build, target: order.target, artifact_sha256: sha256, media_type: mediaType },
          ...{ bytes: bytes.length, duration_ms: Math.round(durationMs) },
        }
      } catch (error) {
        // Each that begins has an end, whatever went wrong; the words of a disk are for the log.
        const isOfRule = error instanceof CompileFailedError
        const code = isOfRule
          ? error.details.cause
          : isNamedError(error)
            ? error.code
            : 'jobs/defect'
        const message = isOfRule ? error.details.problem : 'What was made could not be kept.'
        // Where that cannot be told either, the first error is the one that counts.
        await fail({ code, message }).catch(() => {})
        throw error
      }
    }),
  ]
}

async function store(
  { database, files }: CompileDependencies,
  { build_id }: BuildFacts,
  { mediaType: media_type, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
  context: CallContext,
): Promise<StoredContent> {
  return await files.store(chunksOf(bytes), undefined, async (stored) => {
    const found = await selectResource(database, ARTIFACT_TABLE, stored.sha256)
    // What was made before says the same.
    if (found !== undefined && found.state !== 'expired' && found.retention_days === undefined)
      return
    await context.publishEvent({
      kind: 'record',
      name: 'artifact.stored',
      idempotencyKey: `build/${build_id}/output`,
      data: { ...stored, media_type, role: ROLE },
    })
  })
}

const CHUNK_BYTES = 2 ** 20

/** Piece by piece: to hash all of it at once would hold the server up. */
async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length || at === 0; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
