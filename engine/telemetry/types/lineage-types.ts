/** What lineage needs beside runs: where data came from, and what became of artifacts. */
import { z } from 'zod'
import { id, list, maybe, message, oneOf, sha256, wholeNumber } from '../event-fields.ts'
import type { RecordType } from '../event-type.ts'

const artifact = sha256('The hash of its content.')

/** Records of data sets, artifacts and sets of rules. */
export const LINEAGE_TYPES = [
  {
    kind: 'record',
    name: 'dataset.registered',
    version: 1,
    about: 'Data are known from now on, and may be an input of runs.',
    publisher: 'server/api',
    subject: 'dataset_id',
    masked: { registered_by: 'people' },
    data: z.strictObject({
      dataset_id: id('The data set.'),
      sha256: sha256('The hash of its content.'),
      bytes: wholeNumber('Its size in bytes.'),
      media_type: id('Its media type.'),
      origin: message('Where it came from: a URL, a file, a run.'),
      registered_by: id('Who registered it.'),
    }),
  },
  {
    kind: 'record',
    name: 'artifact.stored',
    version: 1,
    about: 'An artifact is in the store, synced to disk.',
    publisher: 'server/api, server/cerebros, server/jobs',
    subject: 'sha256',
    data: z.strictObject({
      sha256: artifact,
      bytes: wholeNumber('Its size in bytes.'),
      media_type: id('Its media type.'),
      role: id('What it is: `model`, `recording`, `report`.'),
      run_id: maybe(id('The run that made it; absent where it was brought from elsewhere.')),
      trial_id: maybe(id('The trial that made it, where no run on record did.')),
      retention_days: maybe(wholeNumber('How long it is kept; absent for always.')),
    }),
  },
  {
    kind: 'record',
    name: 'artifact.promoted',
    version: 1,
    about: 'An artifact has come to another stage.',
    publisher: 'server/api',
    subject: 'sha256',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      sha256: artifact,
      stage: oneOf(['candidate', 'staging', 'production', 'retired'], 'The stage that it is at.'),
      previous_stage: maybe(
        oneOf(
          ['candidate', 'staging', 'production', 'retired'],
          'The stage before; absent for the first.',
        ),
      ),
      by: id('Who decided it.'),
      reason: message('On what ground.'),
      verdict_id: id('The verdict of the policies that allowed it.'),
    }),
  },
  {
    kind: 'record',
    name: 'artifact.deployed',
    version: 1,
    about: 'An artifact is in use at a place.',
    publisher: 'server/api',
    subject: 'sha256',
    masked: { by: 'people' },
    data: z.strictObject({
      deployment_id: id('The deployment.'),
      sha256: artifact,
      target: id('Where: a zone, a node, a service.'),
      strategy: oneOf(['rolling', 'blue_green', 'canary'], 'How it was rolled out.'),
      by: id('Who ordered it.'),
    }),
  },
  {
    kind: 'record',
    name: 'artifact.expired',
    version: 1,
    about: 'The content of an artifact is no longer kept; what is known of it stays.',
    publisher: 'server/api',
    subject: 'sha256',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      sha256: artifact,
      reason: message('Why: its time was over, or somebody removed it.'),
      by: id('Who decided it; `retention` where its time was over.'),
    }),
  },
  {
    kind: 'record',
    name: 'rules.registered',
    version: 1,
    about: 'A set of rules for the lanes of automata is known from now on.',
    publisher: 'server/api',
    subject: 'rule_set_id',
    masked: { registered_by: 'people' },
    data: z.strictObject({
      rule_set_id: id('The set of rules.'),
      sha256: sha256('The hash of the set in canonical form.'),
      name: id('What people call it.'),
      rules: list(
        z.strictObject({
          lane: id('The lane, a zone or a kind of bit, that the rule is for.'),
          rule: z
            .string()
            .min(1)
            .max(1000)
            .meta({ description: 'The rule in its canonical notation.' }),
        }),
        'The rules by lane.',
      ),
      previous_sha256: maybe(sha256('The hash of the set that it takes the place of.')),
      registered_by: id('Who registered it.'),
    }),
  },
] as const satisfies readonly RecordType[]
