/**
 * The life of runs: of automata (`ca.run.*`) and of models and their training (`ml.run.*`).
 *
 * Every run begins with `created` and ends in exactly one of `completed`, `failed` and `cancelled`. The
 * first and the last of these say what made the run, so that either is enough to answer for it.
 */
import { z } from 'zod'
import {
  amount,
  count,
  decimal,
  hash64,
  id,
  list,
  maybe,
  measured,
  message,
  oneOf,
  sha256,
  text,
  wholeNumber,
} from '../event-fields.ts'
import type { MeasureType, RecordType } from '../event-type.ts'
import { inputs, metric, parameter } from './made-of.ts'

const runId = id('The run.')
const output = z.strictObject({
  role: id('What it is to the run: `model`, `recording`, `report`.'),
  sha256: sha256('The hash of its content, by which the store of artifacts knows it.'),
})

const code = {
  engine: id('The version of Thunderline.'),
  revision: maybe(id('The revision of its source; absent where it is not known.')),
}

/** What a run of an automaton can leave behind: roles of artifacts. */
export const RUN_OUTPUTS = ['report', 'replay', 'state'] as const

/** Which data, code, parameters and seed make a run of an automaton. */
const automatonOrigin = {
  scenario_sha256: sha256('The hash of the scenario in canonical form.'),
  rule: z
    .string()
    .min(1)
    .max(4000)
    .meta({ description: 'The rule in its canonical notation, or its hash where that is longer.' }),
  seed: decimal('The seed, in decimal digits.'),
  backend: id('The back end: the one asked for when created, the one that ran it when completed.'),
  ticks: decimal('How many ticks: those asked for when created, those done when completed.'),
  ...code,
  inputs,
}

/** Which data, code, parameters and seed make a run of a model. */
const modelOrigin = {
  purpose: oneOf(['model', 'training', 'search'], 'Which sort of run it is.'),
  parameters: list(parameter, 'All parameters that it was given.'),
  seed: decimal('The seed, in decimal digits.'),
  ...code,
  inputs,
}

const createdBy = id('Who asked for it: an id of a token or of a job.')
const started = {
  run_id: runId,
  worker: id('The worker that took it up.'),
  attempt: wholeNumber('Which attempt this is, from 1.'),
}
const duration = wholeNumber('How long it took from its last start, in milliseconds.')
const ended = { duration_ms: duration, outputs: list(output, 'What it has made.') }
const failed = {
  run_id: runId,
  code: id('The stable code of the error.'),
  message: message('The error for people.'),
  attempt: wholeNumber('How many attempts were made.'),
  inputs,
}
const cancelled = {
  run_id: runId,
  by: id('Who ended it.'),
  reason: message('Why.'),
  inputs,
}

const isTerminal = true
const ofRun = { kind: 'record', version: 1, subject: 'run_id' } as const
const ofAutomaton = { ...ofRun, publisher: 'server/jobs' } as const
const ofModel = { ...ofRun, publisher: 'server/api' } as const

/** Records of runs, in the order of their lives. */
export const RUN_TYPES = [
  {
    ...ofAutomaton,
    name: 'ca.run.created',
    about: 'A run of an automaton is asked for.',
    masked: { created_by: 'people' },
    data: z.strictObject({
      run_id: runId,
      created_by: createdBy,
      title: maybe(message('The name of the scenario.')),
      threads: maybe(wholeNumber('How many threads it may take; absent for one.')),
      ticks_per_second: maybe(
        z.number().positive().meta({ description: 'How fast it goes at most.' }),
      ),
      time_limit_seconds: maybe(wholeNumber('How long an attempt may take.')),
      memory_mib: maybe(wholeNumber('What it needs, at a guess, in MiB.')),
      wanted_outputs: maybe(
        list(oneOf(RUN_OUTPUTS, 'An output.'), 'What it shall leave; absent for its report.'),
      ),
      retention_days: maybe(wholeNumber('How long that is kept; absent for always.')),
      ...automatonOrigin,
    }),
  },
  {
    ...ofAutomaton,
    name: 'ca.run.started',
    about: 'A worker has taken up a run of an automaton; once for each attempt.',
    data: z.strictObject(started),
  },
  {
    ...ofAutomaton,
    name: 'ca.run.completed',
    about: 'A run of an automaton has come to its last tick.',
    isTerminal,
    data: z.strictObject({
      run_id: runId,
      state_hash: hash64('The hash of the last state, which whoever repeats the run must get.'),
      state_sha256: maybe(
        sha256('The hash of all that decides what would follow, as `thunderline run` tells it.'),
      ),
      metrics: maybe(list(metric, 'What was measured of the last state.')),
      ...automatonOrigin,
      ...ended,
    }),
  },
  {
    ...ofAutomaton,
    name: 'ca.run.failed',
    about: 'A run of an automaton has failed, and is not tried again.',
    isTerminal,
    data: z.strictObject(failed),
  },
  {
    ...ofAutomaton,
    name: 'ca.run.cancelled',
    about: 'A run of an automaton was ended before its last tick.',
    isTerminal,
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      ...cancelled,
      ticks_done: maybe(decimal('How many ticks it had done, as far as was known.')),
    }),
  },
  {
    ...ofModel,
    name: 'ml.run.created',
    about: 'A run of a model is asked for.',
    masked: { created_by: 'people' },
    data: z.strictObject({ run_id: runId, created_by: createdBy, ...modelOrigin }),
  },
  {
    ...ofModel,
    name: 'ml.run.started',
    about: 'A worker has taken up a run of a model; once for each attempt.',
    data: z.strictObject(started),
  },
  {
    ...ofModel,
    name: 'ml.run.completed',
    about: 'A run of a model is done.',
    isTerminal,
    data: z.strictObject({
      run_id: runId,
      ...modelOrigin,
      metrics: list(metric, 'What was measured at its end.'),
      ...ended,
    }),
  },
  {
    ...ofModel,
    publisher: 'server/api, server/jobs',
    name: 'ml.run.failed',
    about: 'A run of a model has failed, and is not tried again.',
    isTerminal,
    data: z.strictObject(failed),
  },
  {
    ...ofModel,
    name: 'ml.run.cancelled',
    about: 'A run of a model was ended before it was done.',
    isTerminal,
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject(cancelled),
  },
] as const satisfies readonly RecordType[]

/** Told while a run goes on; not of record, since the end says what came of it. */
export const RUN_PROGRESSED = {
  kind: 'measure',
  name: 'ml.run.progressed',
  version: 1,
  about: 'A run of a model has come further.',
  publisher: 'server/cerebros',
  isPlanned: true,
  subject: 'run_id',
  measurements: z.strictObject({
    step: measured(count, 'step', 'How many steps are done.'),
    steps: measured(count, 'step', 'How many there are.'),
    loss: measured(z.number().optional(), '1', 'What is being made less; absent where nothing is.'),
    elapsed_ms: measured(amount, 'ms', 'How long it has taken so far.'),
  }),
  metadata: z.strictObject({ run_id: text('The run.') }),
} as const satisfies MeasureType
