/** What can be asked of artifacts. */
import { z } from 'zod'
import { id, sha256, wholeNumber } from '../../telemetry/event-fields.ts'
import {
  ARTIFACT_STAGES,
  ARTIFACT_STATES,
  artifactSchema,
  DEPLOYMENT_STRATEGIES,
  deploymentSchema,
} from '../artifact.ts'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { idInput, mediaTypeInput, nameInput, pageOf, reasonInput } from '../resource-fields.ts'

/** A hundred years: more is for ever, which is to leave it out. */
export const MAX_RETENTION_DAYS = 36_525

const artifact = sha256('The hash of its content, by which it is known.')
const ofArtifact = { resource: 'Artifact', subject: 'sha256' } as const

export const ARTIFACTS_LIST = defineOperation({
  name: 'artifacts.list',
  about: 'Artifacts, the newest first.',
  resource: 'Artifact',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/artifacts',
  input: z.strictObject({
    state: z.enum(ARTIFACT_STATES).optional().meta({ description: 'Those in a state alone.' }),
    role: nameInput('Those of a role alone.').optional(),
    run_id: nameInput('Those that a run made first.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(artifactSchema).meta({
    id: 'ArtifactList',
    description: 'Artifacts.',
  }),
  isTool: true,
})

export const ARTIFACTS_GET = defineOperation({
  ...ofArtifact,
  name: 'artifacts.get',
  about: 'What is known of an artifact, also when its content is gone.',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/artifacts/:sha256',
  input: z.strictObject({ sha256: artifact }),
  output: artifactSchema,
  isTool: true,
})

export const ARTIFACTS_STORE = defineOperation({
  ...ofArtifact,
  name: 'artifacts.store',
  about: 'Stores a content; what is there already is stored once, and kept for the longer time.',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/artifacts',
  input: z.strictObject({
    media_type: mediaTypeInput('The media type of the content.'),
    role: nameInput('What it is: `model`, `recording`, `report`.'),
    run_id: idInput('The run that made it; absent where it was brought from elsewhere.').optional(),
    retention_days: wholeNumberInput(
      0,
      MAX_RETENTION_DAYS,
      'How many days it is kept at least; absent for always.',
    ).optional(),
    sha256: sha256('The hash of the content; another content is refused.').optional(),
  }),
  output: artifactSchema,
  body: 'stream',
})

export const ARTIFACTS_READ = defineOperation({
  ...ofArtifact,
  name: 'artifacts.read',
  about: 'The content of an artifact, held to its hash while it is read.',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/artifacts/:sha256/content',
  input: z.strictObject({ sha256: artifact }),
  output: z
    .strictObject({
      media_type: id('The media type of the content.'),
      bytes: wholeNumber('Its size in bytes.'),
    })
    .meta({ id: 'ArtifactContent', description: 'What is told of a content beside it.' }),
  answer: 'stream',
})

export const ARTIFACTS_PROMOTE = defineOperation({
  ...ofArtifact,
  name: 'artifacts.promote',
  about: 'Brings an artifact to another stage, as far as its state allows.',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/artifacts/:sha256/promote',
  input: z.strictObject({
    sha256: artifact,
    stage: z.enum(ARTIFACT_STAGES).meta({ description: 'The stage that it comes to.' }),
    reason: reasonInput('On what ground.'),
  }),
  output: artifactSchema,
})

export const ARTIFACTS_DEPLOY = defineOperation({
  ...ofArtifact,
  name: 'artifacts.deploy',
  about: 'Puts on record that an artifact in staging or production is in use at a place.',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/artifacts/:sha256/deploy',
  input: z.strictObject({
    sha256: artifact,
    deployment_id: idInput('The deployment; chosen by the server when absent.').optional(),
    target: idInput('Where: a zone, a node, a service.'),
    strategy: z.enum(DEPLOYMENT_STRATEGIES).meta({ description: 'How it was rolled out.' }),
  }),
  output: deploymentSchema,
})

export const ARTIFACTS_EXPIRE = defineOperation({
  ...ofArtifact,
  name: 'artifacts.expire',
  about:
    'Removes the content of an artifact; what is known of it stays. Not in production, and not what a slot holds.',
  scope: 'admin',
  kind: 'command',
  method: 'POST',
  path: '/artifacts/:sha256/expire',
  input: z.strictObject({ sha256: artifact, reason: reasonInput('Why.') }),
  output: artifactSchema,
})
