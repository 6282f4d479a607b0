/**
 * Artifacts: what runs make and what is brought from elsewhere, known by the hash of its content. The content is kept
 * in a store of blobs; what is known of it is on record, and stays when the content is gone.
 */
import { z } from 'zod'
import { id, maybe, message, oneOf, sha256, wholeNumber } from '../telemetry/event-fields.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

/** Stages that one is promoted to. */
export const ARTIFACT_STAGES = ['candidate', 'staging', 'production', 'retired'] as const

export const ARTIFACT_STATES = ['stored', ...ARTIFACT_STAGES, 'expired'] as const

export type ArtifactStage = (typeof ARTIFACT_STAGES)[number]
export type ArtifactState = (typeof ARTIFACT_STATES)[number]
type ArtifactMove = 'artifact.stored' | 'artifact.expired' | `artifact.promoted/${ArtifactStage}`

/**
 * What is stored again stays as it is, but for the time that it is kept; content that is gone may come back, and
 * begins anew. What is in production cannot expire.
 */
export const ARTIFACT_MACHINE = defineStateMachine<ArtifactState, ArtifactMove>({
  resource: 'Artifact',
  begins: { 'artifact.stored': 'stored' },
  moves: {
    stored: {
      'artifact.stored': 'stored',
      'artifact.promoted/candidate': 'candidate',
      'artifact.expired': 'expired',
    },
    candidate: {
      'artifact.stored': 'candidate',
      'artifact.promoted/staging': 'staging',
      'artifact.promoted/retired': 'retired',
      'artifact.expired': 'expired',
    },
    staging: {
      'artifact.stored': 'staging',
      'artifact.promoted/candidate': 'candidate',
      'artifact.promoted/production': 'production',
      'artifact.promoted/retired': 'retired',
      'artifact.expired': 'expired',
    },
    production: {
      'artifact.stored': 'production',
      'artifact.promoted/staging': 'staging',
      'artifact.promoted/retired': 'retired',
    },
    retired: {
      'artifact.stored': 'retired',
      'artifact.promoted/candidate': 'candidate',
      'artifact.expired': 'expired',
    },
    expired: { 'artifact.stored': 'stored' },
  },
})

/** An artifact. */
export const artifactSchema = z
  .strictObject({
    sha256: sha256('The hash of its content, by which it is known.'),
    bytes: wholeNumber('The size of its content in bytes.'),
    media_type: id('Its media type.'),
    role: id('What it is: `model`, `recording`, `report`.'),
    run_id: maybe(id('The run that made it first; absent where it was brought from elsewhere.')),
    state: oneOf(
      ARTIFACT_STATES,
      '`stored` when it came, a stage when it was promoted, `expired` when its content is gone.',
    ),
    retention_days: maybe(wholeNumber('How long it is kept; absent for always.')),
    expires_at_ms: maybe(
      moment('When its content may be removed, unless it is in production; absent for never.'),
    ),
    stored_by: hidden(maybe(id('Who stored it first.'))),
    created_at_ms: moment('When it was stored first.'),
    stored_at_ms: moment('When its content came last: later where it was gone between.'),
    changed_at_ms: moment('When its state changed last.'),
    changed_by: hidden(
      maybe(id('Who promoted it or had it expire, `retention` where its time was over.')),
    ),
    reason: hidden(maybe(message('Why, in words.'))),
  })
  .meta({ id: 'Artifact', description: 'What a run has made, known by the hash of its content.' })

export type Artifact = z.infer<typeof artifactSchema>

/** How one is rolled out. */
export const DEPLOYMENT_STRATEGIES = ['rolling', 'blue_green', 'canary'] as const

/** That one is in use at a place. It is a thing of lineage, and has no states of its own. */
export const deploymentSchema = z
  .strictObject({
    deployment_id: id('The deployment.'),
    sha256: sha256('The hash of the content that is in use.'),
    target: id('Where: a zone, a node, a service.'),
    strategy: oneOf(DEPLOYMENT_STRATEGIES, 'How it was rolled out.'),
  })
  .meta({ id: 'Deployment', description: 'That an artifact is in use at a place.' })

export type Deployment = z.infer<typeof deploymentSchema>

/** States in which an artifact is fit for use. */
export const DEPLOYABLE_STATES: ReadonlySet<ArtifactState> = new Set(['staging', 'production'])

export type ArtifactEvent = ToldEvent<'artifact.stored' | 'artifact.promoted' | 'artifact.expired'>

const DAY_MS = 86_400_000

/** When something is no longer kept; a double holds it, however many days it is. */
const endOf = (atMs: number, days: number) =>
  Math.min(Number.MAX_SAFE_INTEGER, atMs + days * DAY_MS)

/** The move that an event tells of. */
export function moveOfArtifact(event: ArtifactEvent): ArtifactMove {
  return event.name === 'artifact.promoted' ? `artifact.promoted/${event.data.stage}` : event.name
}

/** What an artifact is after an event; undefined where that is no legal move, and then it stays as it was. */
export function nextArtifact(
  artifact: Artifact | undefined,
  event: ArtifactEvent,
): Artifact | undefined {
  const state = nextState(ARTIFACT_MACHINE, artifact?.state, moveOfArtifact(event))
  if (state === undefined) return undefined
  if (event.name === 'artifact.stored') return storeArtifact(artifact, event)
  const { by, reason } = event.data
  return { ...artifact!, state, changed_at_ms: event.atMs, changed_by: by, reason }
}

function storeArtifact(
  artifact: Artifact | undefined,
  { data, atMs, agent }: ToldEvent<'artifact.stored'>,
): Artifact | undefined {
  // Which trial made it lineage knows.
  const { retention_days: days, trial_id: _trial, ...facts } = data
  const kept = days === undefined ? {} : { retention_days: days, expires_at_ms: endOf(atMs, days) }
  const times = { stored_at_ms: atMs, changed_at_ms: atMs }
  if (artifact === undefined) {
    const by = agent === undefined ? {} : { stored_by: agent }
    return { ...facts, ...by, ...kept, ...times, state: 'stored', created_at_ms: atMs }
  }
  // Two contents of one hash are not known.
  if (artifact.bytes !== data.bytes) return undefined
  const { retention_days, expires_at_ms, changed_by, reason, ...rest } = artifact
  if (artifact.state === 'expired') return { ...rest, ...kept, ...times, state: 'stored' }
  // Of two who want it kept, the one counts who wants it longer.
  const isLonger = days === undefined || (expires_at_ms ?? Infinity) < endOf(atMs, days)
  const longest =
    expires_at_ms === undefined ? {} : isLonger ? kept : { retention_days, expires_at_ms }
  const told = { ...(changed_by && { changed_by }), ...(reason && { reason }) }
  return { ...rest, ...told, ...longest }
}
