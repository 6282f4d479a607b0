/** Stores, gives, promotes and deploys artifacts. */
import { randomUUID } from 'node:crypto'
import {
  ARTIFACT_MACHINE,
  type Artifact,
  DEPLOYABLE_STATES,
  type Deployment,
} from '../../../engine/resources/artifact.ts'
import type { InputOf } from '../../../engine/resources/operation.ts'
import {
  ARTIFACTS_DEPLOY,
  ARTIFACTS_EXPIRE,
  ARTIFACTS_GET,
  ARTIFACTS_LIST,
  ARTIFACTS_PROMOTE,
  ARTIFACTS_READ,
  ARTIFACTS_STORE,
} from '../../../engine/resources/operations/artifact-operations.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import type { ArtifactFiles, StoredContent } from '../../artifacts/artifact-files.ts'
import { ArtifactExpiredError } from '../../artifacts/errors.ts'
import { describeExpiry, removeExpired } from '../../artifacts/expire-artifact.ts'
import { ARTIFACT_TABLE } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { findHoldingSlot } from '../../storage/promotion-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle, handleStream } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export interface ArtifactDependencies {
  readonly database: Database
  readonly files: ArtifactFiles
}

export function buildArtifactHandlers(deps: ArtifactDependencies): readonly Handler[] {
  const { database, files } = deps
  const find = (sha256: string) => findArtifact(database, sha256)
  const findOwner = async ({ sha256 }: { readonly sha256?: string | undefined }) =>
    sha256 === undefined
      ? undefined
      : (await selectResource(database, ARTIFACT_TABLE, sha256))?.stored_by
  return [
    handle(ARTIFACTS_LIST, async ({ state, role, run_id, limit, after }) => {
      const beforeSeq = readCursor(ARTIFACTS_LIST.name, after)
      const where = { state, role, run_id }
      const range = { beforeSeq, count: limit }
      return toPage(await selectResources(database, ARTIFACT_TABLE, where, range))
    }),
    handle(ARTIFACTS_GET, async ({ sha256 }) => await find(sha256), findOwner),
    handle(ARTIFACTS_STORE, (input, context) => store(deps, input, context), findOwner),
    handleStream(
      ARTIFACTS_READ,
      async ({ sha256 }) => {
        const { media_type, bytes, state } = await find(sha256)
        if (state === 'expired') throw new ArtifactExpiredError({ sha256 })
        return { media_type, bytes, content: await files.read({ sha256, bytes }) }
      },
      findOwner,
    ),
    handle(ARTIFACTS_PROMOTE, (input, context) => promote(deps, input, context), findOwner),
    handle(ARTIFACTS_DEPLOY, (input, context) => deploy(deps, input, context), findOwner),
    handle(ARTIFACTS_EXPIRE, (input, context) => expire(deps, input, context), findOwner),
  ]
}

/** @throws {NotFoundError} where there is none. */
async function findArtifact(database: Database, sha256: string): Promise<Artifact> {
  const found = await selectResource(database, ARTIFACT_TABLE, sha256)
  if (found === undefined) throw new NotFoundError({ resource: 'Artifact', id: sha256 })
  return found
}

async function store(
  { database, files }: ArtifactDependencies,
  { sha256: expected, ...facts }: InputOf<typeof ARTIFACTS_STORE>,
  context: CallContext,
): Promise<Artifact> {
  const record = async (stored: StoredContent) => {
    const found = await selectResource(database, ARTIFACT_TABLE, stored.sha256)
    if (found !== undefined && saysTheSame(found, facts)) return
    // Whose it is could not be told before its hash was known.
    if (found !== undefined && expected === undefined) {
      await context.assertMay(stored.sha256, found.stored_by ?? undefined)
    }
    const move = { operation: ARTIFACTS_STORE.name, resource: 'Artifact', id: stored.sha256 }
    await confirmMove(
      database,
      { ...move, wanted: 'stored' },
      context.publishEvent({
        kind: 'record',
        name: 'artifact.stored',
        data: { ...stored, ...facts },
      }),
    )
  }
  const { sha256 } = await files.store(context.content!, expected, record)
  return await findArtifact(database, sha256)
}

/** Nothing new would be told, so that what is sent twice is on record once. */
function saysTheSame(
  { state, media_type, role, run_id, retention_days }: Artifact,
  facts: Pick<Artifact, 'media_type' | 'role' | 'run_id' | 'retention_days'>,
): boolean {
  return (
    state !== 'expired' &&
    media_type === facts.media_type &&
    role === facts.role &&
    run_id === facts.run_id &&
    retention_days === undefined &&
    facts.retention_days === undefined
  )
}

async function promote(
  { database }: ArtifactDependencies,
  { sha256, stage, reason }: InputOf<typeof ARTIFACTS_PROMOTE>,
  context: CallContext,
): Promise<Artifact> {
  const { state } = await findArtifact(database, sha256)
  const move = { resource: 'Artifact', id: sha256, wanted: stage }
  if (nextState(ARTIFACT_MACHINE, state, `artifact.promoted/${stage}`) === undefined) {
    throw new StateConflictError({ ...move, state })
  }
  const isStage = state !== 'stored' && state !== 'expired'
  const before = isStage ? { previous_stage: state } : {}
  const { principal, verdict } = context
  await confirmMove(
    database,
    { ...move, operation: ARTIFACTS_PROMOTE.name },
    context.publishEvent({
      kind: 'record',
      name: 'artifact.promoted',
      data: { sha256, stage, ...before, by: principal.id, reason, verdict_id: verdict.id },
    }),
  )
  return await findArtifact(database, sha256)
}

/** Asked again with the same id and the same content, it is put on record once. */
async function deploy(
  { database }: ArtifactDependencies,
  { sha256, deployment_id = randomUUID(), target, strategy }: InputOf<typeof ARTIFACTS_DEPLOY>,
  context: CallContext,
): Promise<Deployment> {
  const { state } = await findArtifact(database, sha256)
  const wanted = 'deployed'
  if (!DEPLOYABLE_STATES.has(state)) {
    throw new StateConflictError({ resource: 'Artifact', id: sha256, state, wanted })
  }
  const deployment: Deployment = { deployment_id, sha256, target, strategy }
  await confirmMove(
    database,
    { resource: 'Deployment', id: deployment_id, wanted, operation: ARTIFACTS_DEPLOY.name },
    context.publishEvent({
      kind: 'record',
      name: 'artifact.deployed',
      idempotencyKey: `deployment/${deployment_id}`,
      data: { ...deployment, by: context.principal.id },
    }),
  )
  return deployment
}

async function expire(
  { database, files }: ArtifactDependencies,
  { sha256, reason }: InputOf<typeof ARTIFACTS_EXPIRE>,
  context: CallContext,
): Promise<Artifact> {
  const artifact = await findArtifact(database, sha256)
  const { state } = artifact
  const move = { resource: 'Artifact', id: sha256, wanted: 'expired' }
  if (nextState(ARTIFACT_MACHINE, state, 'artifact.expired') === undefined) {
    throw new StateConflictError({ ...move, state })
  }
  const slot = await findHoldingSlot(database, sha256)
  if (slot !== undefined) throw new StateConflictError({ ...move, state: `held by ${slot}` })
  const event = describeExpiry(artifact, context.principal.id, reason)
  await confirmMove(
    database,
    { ...move, operation: ARTIFACTS_EXPIRE.name },
    context.publishEvent(event),
  )
  await removeExpired(files, database, sha256)
  return await findArtifact(database, sha256)
}
