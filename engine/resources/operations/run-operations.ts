/** What can be asked of a server about runs of automata. */
import { z } from 'zod'
import { decimal } from '../../telemetry/event-fields.ts'
import { RUN_OUTPUTS } from '../../telemetry/types/run-types.ts'
import { automataRunSchema, RUN_STATES } from '../automata-run.ts'
import { limitInput, nextField, wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { idInput, reasonInput } from '../resource-fields.ts'
import { MAX_RETENTION_DAYS } from './artifact-operations.ts'

/** The longest scenario that is taken: it is compiled before it is on record. */
export const MAX_SCENARIO_CHARS = 2 ** 18

const MAX_FILES = 32
const MAX_PATH_CHARS = 512
/** All files of a scenario, and it, are 2^20 characters at most. */
const MAX_FILE_CHARS = 2 ** 20
const MAX_THREADS = 64
const MAX_SPEED = 1_000_000
const DAY_SECONDS = 86_400
/** Those of `engine/kernels/backend-names.ts`, and the choice among them. */
const BACKENDS = [
  'auto',
  'reference',
  'cpu',
  'wasm',
  'webgpu',
  'gpujs',
  'sparse',
  'hashlife',
] as const

const runId = idInput('The run.')
const subject = { run_id: runId }

const filesSchema = z.record(z.string().min(1).max(MAX_PATH_CHARS), z.string().max(MAX_FILE_CHARS))

const sampleSchema = z.strictObject({
  tick: z.int().min(0),
  values: z.record(z.string(), z.number()),
})

const zoneSchema = z.strictObject({
  name: z.string(),
  rule: z.string().meta({ description: 'The rule that its cells follow.' }),
  box: z
    .strictObject({ origin: z.array(z.int()).length(3), size: z.array(z.int()).length(3) })
    .optional()
    .meta({ description: 'The smallest box that holds it; absent of what has no end.' }),
  cells: z.int().min(0).optional(),
})

const ofRuns = { resource: 'AutomataRun' } as const
const query = { ...ofRuns, scope: 'read', kind: 'query', method: 'GET' } as const
const command = { ...ofRuns, scope: 'write', kind: 'command', method: 'POST' } as const

export const RUNS_LIST = defineOperation({
  ...query,
  name: 'runs.list',
  about: 'Lists runs of automata, the newest first.',
  path: '/runs',
  input: z.strictObject({
    state: z.enum(RUN_STATES).optional().meta({ description: 'Those in this state alone.' }),
    limit: limitInput,
    after: idInput('Behind this run.').optional(),
  }),
  output: z.strictObject({ items: z.array(automataRunSchema).max(200), next: nextField }),
  isTool: true,
})

export const RUNS_GET = defineOperation({
  ...query,
  name: 'runs.get',
  about: 'Tells of a run of an automaton.',
  path: '/runs/:run_id',
  input: z.strictObject(subject),
  output: automataRunSchema,
  subject: 'run_id',
  isTool: true,
})

export const RUNS_CREATE = defineOperation({
  ...command,
  name: 'runs.create',
  about: 'Asks for a run of a scenario, which waits until a worker takes it up.',
  // As many bytes as its characters have at most in JSON, where each may be three bytes.
  maxBodyBytes: 1024 * 1024,
  path: '/runs',
  input: z.strictObject({
    scenario: z
      .string()
      .min(1)
      .max(MAX_SCENARIO_CHARS)
      .meta({ description: 'YAML or JSON, as docs/scenarios.md has it.' }),
    files: filesSchema
      .refine((files) => Object.keys(files).length <= MAX_FILES, `has more than ${MAX_FILES} files`)
      .optional()
      .meta({ description: 'The files that it refers to, in base64, by their paths.' }),
    ticks: wholeNumberInput(
      0,
      Number.MAX_SAFE_INTEGER,
      'How far; absent for as far as the scenario says.',
    ).optional(),
    seed: decimal("In the place of the scenario's own, in decimal digits.").optional(),
    backend: z.enum(BACKENDS).default('auto'),
    threads: wholeNumberInput(1, MAX_THREADS, 'How many threads at most.').default(1),
    ticks_per_second: z
      .number()
      .positive()
      .max(MAX_SPEED)
      .optional()
      .meta({ description: 'How fast it goes at most, to be watched; absent for no limit.' }),
    time_limit_seconds: wholeNumberInput(1, DAY_SECONDS, 'How long an attempt may take.').default(
      3600,
    ),
    outputs: z
      .array(z.enum(RUN_OUTPUTS))
      .max(RUN_OUTPUTS.length)
      .refine((roles) => new Set(roles).size === roles.length, 'names one twice')
      .optional()
      .meta({ description: 'What it shall leave as artifacts; absent for its report alone.' }),
    retention_days: wholeNumberInput(
      0,
      MAX_RETENTION_DAYS,
      'How many days that is kept at least; absent for always.',
    ).optional(),
    idempotency_key: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .meta({ description: 'The same request under the same key is one run.' }),
  }),
  output: automataRunSchema,
  isTool: true,
})

export const RUNS_CANCEL = defineOperation({
  ...command,
  name: 'runs.cancel',
  about: 'Ends a run before its last tick.',
  path: '/runs/:run_id/cancel',
  input: z.strictObject({
    ...subject,
    reason: reasonInput('Why.').default('It was asked for.'),
  }),
  output: automataRunSchema,
  subject: 'run_id',
})

export const RUNS_ZONES = defineOperation({
  ...query,
  name: 'runs.zones',
  about: 'Tells the zones of the world of a run: where they are, and which rules they have.',
  path: '/runs/:run_id/zones',
  input: z.strictObject(subject),
  output: z.strictObject({
    items: z.array(zoneSchema).max(1000),
    count: z.int().min(0).meta({ description: 'How many there are; the first 1000 are told.' }),
  }),
  subject: 'run_id',
})

export const RUNS_METRICS = defineOperation({
  ...query,
  name: 'runs.metrics',
  about: 'Tells what was measured of a run: last, and at the probes on its way.',
  path: '/runs/:run_id/metrics',
  input: z.strictObject(subject),
  output: z.strictObject({
    run_id: runId,
    state: z.enum(RUN_STATES),
    tick: z.int().min(0).meta({ description: 'How far it is, as was told last.' }),
    population: z.number().optional(),
    ticks_per_second: z.number().min(0).optional(),
    samples: z
      .array(sampleSchema)
      .max(256)
      .meta({ description: 'At probes, in their order; after its end the last at least.' }),
  }),
  subject: 'run_id',
  isTool: true,
})

export const RUNS_SCENARIO = defineOperation({
  ...query,
  name: 'runs.scenario',
  about: 'Gives the scenario of a run, in canonical form.',
  path: '/runs/:run_id/scenario',
  input: z.strictObject(subject),
  output: z.strictObject({
    run_id: runId,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    scenario: z.string().meta({ description: 'Canonical JSON.' }),
    files: filesSchema.optional().meta({ description: 'Its files, in base64, by their paths.' }),
  }),
  subject: 'run_id',
})

/** All of them. */
export const RUN_OPERATIONS = Object.freeze([
  RUNS_LIST,
  RUNS_GET,
  RUNS_CREATE,
  RUNS_CANCEL,
  RUNS_ZONES,
  RUNS_METRICS,
  RUNS_SCENARIO,
] as const)
