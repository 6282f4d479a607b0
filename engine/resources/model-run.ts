/**
 * Runs of models: single runs of a model, searches, and trainings (`training-run.ts`), which have the same life and
 * the same events. A trainer need not be part of the server: it reports when it begins and how it ended.
 */
import { z } from 'zod'
import {
  decimal,
  id,
  list,
  maybe,
  message,
  oneOf,
  sha256,
  wholeNumber,
} from '../telemetry/event-fields.ts'
import { hidden, moment, sourceFields } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

export const MODEL_RUN_STATES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const

export type ModelRunState = (typeof MODEL_RUN_STATES)[number]

/** Purposes of runs that are no trainings. */
export const MODEL_PURPOSES = ['model', 'search'] as const

export type ModelRunEvent =
  ToldEvent<`ml.run.${'created' | 'started' | 'completed' | 'failed' | 'cancelled'}`>

/** A run that is running may be started again: the worker that had it was lost. Each has one end. */
export const MODEL_RUN_MACHINE = defineStateMachine<ModelRunState, ModelRunEvent['name']>({
  resource: 'ModelRun',
  begins: { 'ml.run.created': 'queued' },
  moves: {
    queued: {
      'ml.run.started': 'running',
      'ml.run.failed': 'failed',
      'ml.run.cancelled': 'cancelled',
    },
    running: {
      'ml.run.started': 'running',
      'ml.run.completed': 'completed',
      'ml.run.failed': 'failed',
      'ml.run.cancelled': 'cancelled',
    },
    completed: {},
    failed: {},
    cancelled: {},
  },
})

const parameter = z
  .strictObject({
    name: id('The name of a parameter.'),
    value: z
      .union([z.string().max(500), z.number(), z.boolean()])
      .meta({ description: 'Its value.' }),
  })
  .meta({ id: 'RunParameter', description: 'A parameter of a run.' })

const source = z
  .strictObject(sourceFields)
  .meta({ id: 'RunInput', description: 'Something that a run was made from.' })

/** Something that a run has made. */
export const outputSchema = z
  .strictObject({
    role: id('What it is to the run: `model`, `recording`, `report`.'),
    sha256: sha256('The hash of its content, by which the store of artifacts knows it.'),
  })
  .meta({ id: 'RunOutput', description: 'Something that a run has made.' })

/** Something that was measured. */
export const metricSchema = z
  .strictObject({
    name: id('The name of a metric.'),
    value: z.number().meta({ description: 'Its value at the end.' }),
  })
  .meta({ id: 'RunMetric', description: 'Something that was measured at the end of a run.' })

/** Which data, code, parameters and seed make a run. */
export const originFields = {
  parameters: list(parameter, 'All parameters that it was given.'),
  seed: decimal('The seed, in decimal digits.'),
  engine: id('The version of Thunderline.'),
  revision: maybe(id('The revision of the source that runs it; absent where it is not known.')),
  inputs: list(source, 'What it is made from: data, rules, artifacts and earlier runs.'),
}

const failureSchema = z
  .strictObject({
    code: id('The stable code of the error.'),
    message: message('The error for people.'),
  })
  .meta({ id: 'RunFailure', description: 'Why a run failed.' })

const fields = {
  run_id: id('What it is known by.'),
  state: oneOf(MODEL_RUN_STATES, 'How far it is.'),
  ...originFields,
  created_by: hidden(id('Who asked for it: an id of a token or of a job.')),
  attempt: wholeNumber('How often a worker has taken it up.'),
  worker: maybe(id('The worker that took it up last.')),
  created_at_ms: moment('When it was asked for.'),
  started_at_ms: maybe(moment('When a worker took it up last.')),
  ended_at_ms: maybe(moment('When it ended.')),
  duration_ms: maybe(
    wholeNumber('How long it took from its last start, in milliseconds; when it has completed.'),
  ),
  metrics: list(metricSchema, 'What was measured at its end.'),
  outputs: list(outputSchema, 'What it has made.'),
  failure: failureSchema.optional(),
  cancelled_by: hidden(maybe(id('Who ended it.'))),
  reason: hidden(maybe(message('Why it was ended.'))),
}

/** The fields of a run of any purpose. */
export const buildRunSchema = <P extends z.ZodType>(purpose: P) =>
  z.strictObject({ ...fields, purpose })

/** A run of a model, or a search. */
export const modelRunSchema = buildRunSchema(
  oneOf(MODEL_PURPOSES, 'Which sort of run it is.'),
).meta({ id: 'ModelRun', description: 'A run of a model, or a search.' })

const anyRunSchema = buildRunSchema(z.enum([...MODEL_PURPOSES, 'training']))

/** A run of any purpose. */
export type LearningRun = z.infer<typeof anyRunSchema>

/** Until when a worker has to be heard of again. */
export const trainerLeaseSchema = z
  .strictObject({
    run_id: id('The run.'),
    attempt: wholeNumber('The attempt that its worker is at.'),
    lease_seconds: wholeNumber('So many seconds from now the run fails, unless it is heard of.'),
  })
  .meta({ id: 'TrainerLease', description: 'How long the worker of a run may be silent.' })

/** What a run is after an event; undefined where that is no legal move, and then it stays as it was. */
export function nextModelRun(
  run: LearningRun | undefined,
  event: ModelRunEvent,
): LearningRun | undefined {
  const state = nextState(MODEL_RUN_MACHINE, run?.state, event.name)
  if (state === undefined) return undefined
  const ended = { ...run!, state, ended_at_ms: event.atMs }
  switch (event.name) {
    case 'ml.run.created':
      return {
        ...{ ...event.data, state, attempt: 0, metrics: [], outputs: [] },
        created_at_ms: event.atMs,
      }
    case 'ml.run.started':
      return startRun(run!, event)
    case 'ml.run.completed': {
      const { metrics, outputs, duration_ms } = event.data
      return { ...ended, metrics, outputs, duration_ms }
    }
    case 'ml.run.failed':
      return { ...ended, failure: { code: event.data.code, message: event.data.message } }
    case 'ml.run.cancelled':
      return { ...ended, cancelled_by: event.data.by, reason: event.data.reason }
    default:
      return event satisfies never
  }
}

/** An attempt that is not the next one is told too late, or never began. */
function startRun(run: LearningRun, event: ToldEvent<'ml.run.started'>): LearningRun | undefined {
  const { attempt, worker } = event.data
  if (attempt !== run.attempt + 1) return undefined
  return { ...run, state: 'running', attempt, worker, started_at_ms: event.atMs }
}
