/**
 * What can be asked of runs of models and of trainings. Whoever does the work reports it: that it begins, and how it
 * ended. Both kinds have the same operations under two names.
 */
import { z } from 'zod'
import { decimal, sha256 } from '../../telemetry/event-fields.ts'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import {
  MODEL_PURPOSES,
  MODEL_RUN_STATES,
  modelRunSchema,
  trainerLeaseSchema,
} from '../model-run.ts'
import { defineOperation } from '../operation.ts'
import { idInput, nameInput, pageOf, reasonInput, sourceFields } from '../resource-fields.ts'
import { trainingRunSchema } from '../training-run.ts'

/** As many as an event has. */
const MAX_ENTRIES = 128
const MAX_VALUE_CHARS = 500
const MAX_ATTEMPT = 1_000_000

/** A worker may be silent for a week, and for an hour where it does not say. */
const MAX_LEASE_SECONDS = 604_800
const DEFAULT_LEASE_SECONDS = 3600

const listInput = <T extends z.ZodType>(entry: T, description: string) =>
  z.array(entry).max(MAX_ENTRIES).default([]).meta({ description })

const run = idInput('The run.')

const originInput = {
  run_id: idInput('An id that whoever asks has chosen; one is made where it is absent.').optional(),
  parameters: listInput(
    z.strictObject({
      name: nameInput('The name of a parameter.'),
      value: z
        .union([z.string().max(MAX_VALUE_CHARS), z.number(), z.boolean()])
        .meta({ description: 'Its value.' }),
    }),
    'All parameters that it is given.',
  ),
  seed: decimal('The seed, in decimal digits.'),
  engine: nameInput('The version of what runs it; that of this server where absent.').optional(),
  revision: nameInput('The revision of its source; absent where it is not known.').optional(),
  inputs: listInput(
    z.strictObject({ ...sourceFields, id: nameInput('What it is known by.') }),
    'What it is made from: data, rules, artifacts and earlier runs.',
  ),
}

const metricInput = z.strictObject({
  name: nameInput('The name of a metric.'),
  value: z.number().meta({ description: 'Its value at the end.' }),
})

const outputInput = z.strictObject({
  role: nameInput('What it is to the run: `model`, `recording`, `report`.'),
  sha256: sha256('The hash of an artifact that is stored.'),
})

interface RunWords<P, R, O, C> {
  /** The first part of the names of operations. */
  readonly noun: P
  readonly resource: R
  readonly path: `/${string}`
  /** What one is called, and several of them. */
  readonly words: readonly [one: string, several: string]
  readonly schema: O
  /** Of the list that is answered. */
  readonly listId: string
  /** What creating one takes. */
  readonly createInput: C
}

function defineRunOperations<
  const P extends string,
  const R extends 'ModelRun' | 'TrainingRun',
  O extends z.ZodType,
  C extends z.ZodObject,
>({ noun, resource, path, words, schema, listId, createInput }: RunWords<P, R, O, C>) {
  const [one, several] = words
  const query = { resource, scope: 'read', kind: 'query', method: 'GET', isTool: true } as const
  const command = { resource, scope: 'write', kind: 'command', method: 'POST' } as const
  const ofRun = { ...command, subject: 'run_id', output: schema } as const
  return {
    list: defineOperation({
      ...query,
      name: `${noun}.list`,
      about: `${several}, the newest first.`,
      path,
      input: z.strictObject({
        state: z.enum(MODEL_RUN_STATES).optional().meta({ description: 'Those in a state alone.' }),
        limit: limitInput,
        after: afterInput,
      }),
      output: pageOf(schema).meta({ id: listId, description: `${several}.` }),
    }),
    get: defineOperation({
      ...query,
      name: `${noun}.get`,
      about: `${one}, with what made it and what came of it.`,
      path: `${path}/:run_id`,
      input: z.strictObject({ run_id: run }),
      output: schema,
      subject: 'run_id',
    }),
    create: defineOperation({
      ...command,
      name: `${noun}.create`,
      about: `Asks for a run; it waits until whoever does it says that it begins.`,
      path,
      input: createInput,
      output: schema,
    }),
    start: defineOperation({
      ...ofRun,
      name: `${noun}.start`,
      about: 'Says that a worker takes a run up; one that is running begins anew.',
      path: `${path}/:run_id/start`,
      input: z.strictObject({
        run_id: run,
        worker: nameInput('The worker that takes it up.'),
        attempt: wholeNumberInput(
          1,
          MAX_ATTEMPT,
          'Which attempt it is, from 1; saying it lets a worker ask again. The next where absent.',
        ).optional(),
        lease_seconds: wholeNumberInput(
          1,
          MAX_LEASE_SECONDS,
          'How long the worker may be silent: without a heartbeat until then the run fails as lost.',
        ).default(DEFAULT_LEASE_SECONDS),
      }),
    }),
    heartbeat: defineOperation({
      ...ofRun,
      name: `${noun}.heartbeat`,
      about:
        'Says that the worker of a run is there; refused where the run is over, or begun anew.',
      path: `${path}/:run_id/heartbeat`,
      isFleeting: true,
      input: z.strictObject({
        run_id: run,
        attempt: wholeNumberInput(
          1,
          MAX_ATTEMPT,
          'Which attempt the worker is at; the newest where absent.',
        ).optional(),
      }),
      output: trainerLeaseSchema,
    }),
    complete: defineOperation({
      ...ofRun,
      name: `${noun}.complete`,
      about: 'Says that a run is done, with what was measured and the artifacts that it has made.',
      path: `${path}/:run_id/complete`,
      input: z.strictObject({
        run_id: run,
        metrics: listInput(metricInput, 'What was measured at its end.'),
        outputs: listInput(outputInput, 'What it has made: artifacts that are stored.'),
      }),
    }),
    fail: defineOperation({
      ...ofRun,
      name: `${noun}.fail`,
      about: 'Says that a run has failed, and is not tried again.',
      path: `${path}/:run_id/fail`,
      input: z.strictObject({
        run_id: run,
        code: nameInput('The stable code of the error.'),
        message: reasonInput('The error for people.'),
      }),
    }),
    cancel: defineOperation({
      ...ofRun,
      name: `${noun}.cancel`,
      about: 'Ends a run before it is done.',
      path: `${path}/:run_id/cancel`,
      input: z.strictObject({ run_id: run, reason: reasonInput('Why.') }),
    }),
  } as const
}

export const MODEL_RUN_OPERATIONS = defineRunOperations({
  noun: 'model_runs',
  resource: 'ModelRun',
  path: '/model-runs',
  words: ['A run of a model', 'Runs of models, and searches'],
  schema: modelRunSchema,
  listId: 'ModelRunList',
  createInput: z.strictObject({
    ...originInput,
    purpose: z.enum(MODEL_PURPOSES).default('model').meta({ description: 'Which sort it is.' }),
  }),
})

export const TRAINING_RUN_OPERATIONS = defineRunOperations({
  noun: 'training_runs',
  resource: 'TrainingRun',
  path: '/training-runs',
  words: ['A training', 'Trainings'],
  schema: trainingRunSchema,
  listId: 'TrainingRunList',
  createInput: z.strictObject(originInput),
})
