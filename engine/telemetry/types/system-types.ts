/** What the parts that run, guard and compile tell of themselves. */
import { z } from 'zod'
import { id, list, maybe, message, oneOf, sha256, wholeNumber } from '../event-fields.ts'
import type { RecordType } from '../event-type.ts'

const build = {
  build_id: id('The build.'),
  program_sha256: sha256('The hash of the program that is compiled.'),
  rule: maybe(
    message('The rule that it is of, in its canonical notation; absent where that is longer.'),
  ),
  compiler: id('The version of the compiler, which is that of Thunderline.'),
  target: id('The back end that it is compiled for.'),
}
const prism = { kind: 'record', version: 1, publisher: 'server/api' } as const

/** Seeds: ThunderPrism, events; `compile.failed` is ours, so that each compilation has an end. */
const PRISM_TYPES = [
  {
    ...prism,
    name: 'system.prism.compile.started',
    about: 'A program is being compiled.',
    subject: 'build_id',
    data: z.strictObject(build),
  },
  {
    ...prism,
    name: 'system.prism.compile.completed',
    about: 'A program is compiled.',
    subject: 'build_id',
    isTerminal: true,
    data: z.strictObject({
      ...build,
      artifact_sha256: sha256('The hash of what was made.'),
      duration_ms: wholeNumber('How long it took, in milliseconds.'),
    }),
  },
  {
    ...prism,
    name: 'system.prism.compile.failed',
    about: 'A program cannot be compiled.',
    subject: 'build_id',
    isTerminal: true,
    data: z.strictObject({
      ...build,
      code: id('The stable code of the error.'),
      message: message('The error for people.'),
    }),
  },
  {
    ...prism,
    name: 'system.prism.deploy.failed',
    publisher: 'server/jobs',
    isPlanned: true,
    about: 'What was compiled could not be deployed; what was there before stays.',
    subject: 'deployment_id',
    isTerminal: true,
    data: z.strictObject({
      deployment_id: id('The deployment.'),
      build_id: id('The build.'),
      artifact_sha256: sha256('The hash of what was to be deployed.'),
      target: id('Where: a zone, a node, a service.'),
      code: id('The stable code of the error.'),
      message: message('The error for people.'),
    }),
  },
] as const satisfies readonly RecordType[]

/** Seeds: Thunderbolt, events. An alert is raised once and resolved once. */
const ALERT_TYPES = [
  {
    kind: 'record',
    name: 'thunderbolt.alert.raised',
    version: 1,
    about: 'Something is not as it should be.',
    publisher: 'server/jobs',
    subject: 'alert_id',
    data: z.strictObject({
      alert_id: id('The alert.'),
      rule: id('The rule that found it: `run.lost`, `run.memory`, `run.expectation`.'),
      severity: oneOf(['warning', 'critical'], 'How bad it is.'),
      of: id('What it is about: a queue, a run, a worker.'),
      message: message('What was found, for people.'),
      value: z
        .number()
        .optional()
        .meta({ description: 'The number that was found; absent where none was.' }),
      limit: z.number().optional().meta({ description: 'The limit that it passed.' }),
    }),
  },
  {
    kind: 'record',
    name: 'thunderbolt.alert.resolved',
    version: 1,
    about: 'What an alert was about is over.',
    publisher: 'server/api, server/jobs',
    subject: 'alert_id',
    isTerminal: true,
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      alert_id: id('The alert.'),
      by: id('Who resolved it; `itself` where the cause went away.'),
      reason: message('How.'),
    }),
  },
] as const satisfies readonly RecordType[]

const audit = {
  audit_id: id('The audit.'),
  first_sequence: wholeNumber('The first entry that was read.'),
  entries: wholeNumber('How many entries were read.'),
  duration_ms: wholeNumber('How long it took, in milliseconds.'),
}
const ledger = {
  kind: 'record',
  version: 1,
  publisher: 'server/app',
  subject: 'audit_id',
} as const

/** Each audit ends in one of them. */
const LEDGER_TYPES = [
  {
    ...ledger,
    name: 'system.ledger.audit.completed',
    about: 'The ledger was read and is as it was written.',
    isTerminal: true,
    data: z.strictObject({
      ...audit,
      tree_size: wholeNumber('The size of the Merkle tree.'),
      root_sha256: sha256('The root of the Merkle tree.'),
    }),
  },
  {
    ...ledger,
    name: 'system.ledger.audit.failed',
    about: 'The ledger is not as it was written, or could not be read.',
    isTerminal: true,
    data: z.strictObject({
      ...audit,
      bad_sequence: wholeNumber('The first entry that is wrong.'),
      code: id('What is wrong with it, as a stable code.'),
      message: message('The same for people.'),
    }),
  },
] as const satisfies readonly RecordType[]

/** What was decided, and what was switched. */
const GOVERNANCE_TYPES = [
  {
    kind: 'record',
    name: 'policy.verdict.completed',
    version: 1,
    about: 'The policies have allowed or denied an action.',
    publisher: 'server/policy',
    subject: 'verdict_id',
    masked: {
      ...{ principal: 'people', resource: 'people' },
      // All else of a request is told, so that its hash tells who asked to whoever guesses.
      ...{ request_sha256: 'people', previous_sha256: 'people' },
    },
    data: z.strictObject({
      verdict_id: id('The verdict.'),
      principal: id('Who wanted to.'),
      action: id('What they wanted to do.'),
      resource: id('To what.'),
      surface: oneOf(['rest', 'graphql', 'mcp', 'socket', 'cli', 'job'], 'Where it was asked.'),
      decision: oneOf(['allow', 'deny'], 'What was decided; an error is a denial.'),
      policies: list(
        id('The id of a policy.'),
        'The policies that decided it; none where none allowed.',
      ),
      policy_set_sha256: sha256('The hash of all policies in force.'),
      request_sha256: sha256('The hash of the whole request, by which a replay finds it.'),
      previous_sha256: maybe(sha256('The hash of the verdict before; absent for the first.')),
      latency_us: wholeNumber('How long it took, in microseconds.'),
    }),
  },
  {
    kind: 'record',
    name: 'flag.changed',
    version: 1,
    about: 'A feature flag has another state.',
    publisher: 'server/api',
    subject: 'flag',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      flag: id('The flag.'),
      previous: z
        .boolean()
        .optional()
        .meta({ description: 'Its state before; absent where it is new.' }),
      is_on: z.boolean().meta({ description: 'Its state from now on.' }),
      by: id('Who changed it.'),
      reason: message('Why.'),
    }),
  },
  {
    kind: 'record',
    name: 'policy.verdicts.headed',
    version: 1,
    about: 'A stretch of the chain of verdicts is complete, and its head is signed.',
    publisher: 'server/policy',
    subject: 'head_sha256',
    data: z.strictObject({
      chain_id: id('The chain: each process of a server has its own.'),
      first: wholeNumber('The number of the first verdict of the stretch, from 0.'),
      count: wholeNumber('How many verdicts it has.'),
      head_sha256: sha256('The link of the last verdict, which stands for all before it.'),
      signature: id('The signature of the head by Ed25519, in base64.'),
      key: id('The key that signed, by its name and hash.'),
    }),
  },
  {
    kind: 'record',
    name: 'policies.changed',
    version: 1,
    about: 'Other policies are in force from now on.',
    publisher: 'server/api, server/cli',
    subject: 'policy_set_sha256',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      policy_set_sha256: sha256('The hash of all policies in force.'),
      previous_sha256: maybe(sha256('The hash of those before; absent for the first.')),
      text: z.string().max(32_000).meta({ description: 'The policies, in the language Cedar.' }),
      by: id('Who changed them.'),
      reason: message('Why.'),
    }),
  },
  {
    kind: 'record',
    name: 'token.created',
    version: 1,
    about: 'Somebody may call from now on, with a secret that only they know.',
    publisher: 'server/api, server/cli, server/policy',
    subject: 'token_id',
    masked: { token_id: 'people', name: 'people', by: 'people' },
    data: z.strictObject({
      token_id: id('The token.'),
      name: id('What people call it.'),
      scopes: list(id('A scope.'), 'What it may do.'),
      secret_sha256: sha256('The hash of its secret, which has 256 random bits.'),
      expires_at_ms: maybe(
        wholeNumber('Until when, in milliseconds since 1970; absent for always.'),
      ),
      by: id('Who made it; `first-start` for the first.'),
    }),
  },
  {
    kind: 'record',
    name: 'token.revoked',
    version: 1,
    about: 'A token counts no longer.',
    publisher: 'server/api',
    subject: 'token_id',
    masked: { token_id: 'people', by: 'people', reason: 'reasons' },
    data: z.strictObject({
      token_id: id('The token.'),
      by: id('Who revoked it.'),
      reason: message('Why.'),
    }),
  },
] as const satisfies readonly RecordType[]

/** Seeds: ThunderBolt, ResourceAllocation. Each that is granted is released once. */
const ALLOCATION_TYPES = [
  {
    kind: 'record',
    name: 'allocation.granted',
    version: 1,
    about: 'A run has a share of a machine.',
    publisher: 'server/api, server/cerebros, server/jobs',
    subject: 'allocation_id',
    data: z.strictObject({
      allocation_id: id('The allocation.'),
      run_id: id('The run that has it.'),
      zone: id('The zone of hardware: `cpu`, `gpu`.'),
      worker: id('The worker whose share it is.'),
      threads: wholeNumber('How many threads.'),
      memory_mib: wholeNumber('How much memory, in MiB.'),
    }),
  },
  {
    kind: 'record',
    name: 'allocation.released',
    version: 1,
    about: 'A share of a machine is free again.',
    publisher: 'server/api, server/cerebros, server/jobs',
    subject: 'allocation_id',
    isTerminal: true,
    masked: { reason: 'reasons' },
    data: z.strictObject({
      allocation_id: id('The allocation.'),
      reason: message('Why: the run ended, or its worker was lost.'),
    }),
  },
] as const satisfies readonly RecordType[]

/** Records of compilers, alerts, audits, verdicts, tokens, flags and allocations. */
export const SYSTEM_TYPES = [
  ...PRISM_TYPES,
  ...ALERT_TYPES,
  ...LEDGER_TYPES,
  ...GOVERNANCE_TYPES,
  ...ALLOCATION_TYPES,
] as const
