/**
 * What is told of everything but runs: artifacts and what becomes of them, programs that are compiled, the ledger
 * itself, alerts, and switches that somebody has set.
 *
 * Sources: `system.prism.*` of the seed thunderdsl-and-thunderprism.md, `thunderbolt.alert.*` of
 * thunderbolt-domain-overview.md, the ledger's audits of pac-network-status-and-gap-analysis.md (sections 7 and 9).
 */
import { z } from 'zod'
import { contentHash, count, identifier, madeOf, maybe, message, words } from './fields.ts'
import type { RecordType } from './record-type.ts'

export const DATASET_REGISTERED = {
  name: 'dataset.registered',
  version: 1,
  about: 'Data that runs may use is known by its content.',
  publisher: 'artifacts',
  subject: 'content',
  isTerminal: false,
  data: z.strictObject({
    content: contentHash('The content.'),
    name: words('What it is called.'),
    bytes: count('How much it is.'),
    made_of: madeOf('What it was made of.'),
  }),
} as const satisfies RecordType

export const ARTIFACT_STORED = {
  name: 'artifact.stored',
  version: 1,
  about: 'Something that a run has made is kept, under its content.',
  publisher: 'artifacts',
  subject: 'content',
  isTerminal: false,
  data: z.strictObject({
    content: contentHash('The content.'),
    name: words('What it is called.'),
    media_type: words('What kind of file it is: `image/png`.'),
    bytes: count('How much it is.'),
    run: maybe(identifier('The run that made it.')),
    made_of: madeOf('What it was made of.'),
  }),
} as const satisfies RecordType

export const ARTIFACT_PROMOTED = {
  name: 'artifact.promoted',
  version: 1,
  about: 'Somebody has chosen an artifact over others.',
  publisher: 'artifacts',
  subject: 'content',
  isTerminal: false,
  data: z.strictObject({
    content: contentHash('The content.'),
    stage: identifier('What it was chosen for.'),
    actor: identifier('Who chose it.'),
    reason: message('Why.'),
  }),
} as const satisfies RecordType

export const ARTIFACT_DEPLOYED = {
  name: 'artifact.deployed',
  version: 1,
  about: 'An artifact is in use somewhere.',
  publisher: 'artifacts',
  subject: 'content',
  isTerminal: false,
  data: z.strictObject({
    content: contentHash('The content.'),
    target: identifier('Where it is used.'),
    actor: identifier('Who put it there.'),
  }),
} as const satisfies RecordType

const compiled = {
  program: contentHash('The program, in its simplest form.'),
  target: identifier('The back end that it is compiled for.'),
}

export const COMPILE_STARTED = {
  name: 'system.prism.compile.started',
  version: 1,
  about: 'A program is being compiled.',
  publisher: 'forge',
  subject: 'program',
  isTerminal: false,
  data: z.strictObject(compiled),
} as const satisfies RecordType

export const COMPILE_COMPLETED = {
  name: 'system.prism.compile.completed',
  version: 1,
  about: 'A program was compiled.',
  publisher: 'forge',
  subject: 'program',
  isTerminal: false,
  data: z.strictObject({ ...compiled, artifact: contentHash('What came out.') }),
} as const satisfies RecordType

export const DEPLOY_FAILED = {
  name: 'system.prism.deploy.failed',
  version: 1,
  about: 'What was compiled could not be put to use.',
  publisher: 'forge',
  subject: 'program',
  isTerminal: false,
  data: z.strictObject({ ...compiled, message: message('What was wrong.') }),
} as const satisfies RecordType

export const LEDGER_AUDITED = {
  name: 'system.ledger.audited',
  version: 1,
  about: 'The ledger was read again from its first entry.',
  publisher: 'ledger',
  subject: 'origin',
  isTerminal: false,
  data: z.strictObject({
    origin: words('The name of the ledger.'),
    entries: count('Entries that follow each other as they should.'),
    root: contentHash('The root of the tree over them.'),
    is_clean: z.boolean().meta({ description: 'Whether nothing is wrong.' }),
    first_bad: maybe(count('The first entry that is not as it should be.')),
    problem: maybe(message('What is wrong with it.')),
  }),
} as const satisfies RecordType

export const ALERT_EMITTED = {
  name: 'thunderbolt.alert.emitted',
  version: 1,
  about: 'Something is not as an operator would have it.',
  publisher: 'operator',
  subject: 'alert',
  isTerminal: false,
  data: z.strictObject({
    alert: identifier('Which alert.'),
    severity: z.enum(['warning', 'critical']).meta({ description: 'How bad it is.' }),
    message: message('What is wrong.'),
  }),
} as const satisfies RecordType

export const FLAG_CHANGED = {
  name: 'system.flag.changed',
  version: 1,
  about: 'A feature was switched on or off.',
  publisher: 'policy',
  subject: 'flag',
  isTerminal: false,
  data: z.strictObject({
    flag: identifier('Which.'),
    is_on: z.boolean().meta({ description: 'Whether it is on now.' }),
    actor: identifier('Who switched it.'),
    reason: message('Why.'),
  }),
} as const satisfies RecordType
