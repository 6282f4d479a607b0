/**
 * What is told of runs: of automata, and of models that are trained. Each run is told of when it starts, and ends in
 * exactly one terminal record. Together they answer which data, code, parameters and seed made what came out.
 *
 * Source: `ml.run.*` of the seed thunderbolt-domain-overview.md; `ca.run.*` is ours, of the resource AutomataRun there.
 */
import { z } from 'zod'
import {
  contentHash,
  count,
  digits,
  identifier,
  madeOf,
  maybe,
  message,
  numbers,
  orNull,
  settings,
  words,
} from './fields.ts'
import type { RecordType } from './record-type.ts'

const run = identifier('The run.')
const code = words('The version of Thunderline that ran it.')
const failure = {
  code: words('The code of the error: `room/kind`.'),
  message: message('What was wrong.'),
}

export const AUTOMATA_RUN_STARTED = {
  name: 'ca.run.started',
  version: 1,
  about: 'A run of an automaton begins.',
  publisher: 'runs',
  subject: 'run',
  isTerminal: false,
  data: z.strictObject({
    run,
    title: words('The title of the scenario.'),
    scenario: contentHash('The content of the scenario with all its files.'),
    rule: message('The rule in its canonical form; only the begin of a long one.'),
    rule_hash: contentHash('The program of the rule.'),
    seed: digits('The seed, a number of 64 bits.'),
    size: z
      .array(z.int().min(1))
      .max(3)
      .meta({ description: 'Of the world; empty without an end.' }),
    ticks: count('How far it is to go.'),
    backend: words('The back end that was asked for.'),
    code,
    made_of: madeOf('Datasets and artifacts that it uses.'),
  }),
} as const satisfies RecordType

export const AUTOMATA_RUN_COMPLETED = {
  name: 'ca.run.completed',
  version: 1,
  about: 'A run of an automaton has come to its end.',
  publisher: 'runs',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({
    run,
    tick: count('The tick that it came to.'),
    state_hash: orNull(contentHash('The state hash of that tick.')),
    population: digits('Cells that are not in the background state.'),
    backend: words('The back end that ran it.'),
    metrics: numbers('What was measured of the last state.'),
    duration_ms: z.number().min(0).meta({ description: 'How long it took.' }),
  }),
} as const satisfies RecordType

export const AUTOMATA_RUN_FAILED = {
  name: 'ca.run.failed',
  version: 1,
  about: 'A run of an automaton has ended with an error.',
  publisher: 'runs',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({ run, tick: count('The tick that it came to.'), ...failure }),
} as const satisfies RecordType

export const AUTOMATA_RUN_CANCELLED = {
  name: 'ca.run.cancelled',
  version: 1,
  about: 'A run of an automaton was ended by somebody, or by the end of the process that ran it.',
  publisher: 'runs',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({
    run,
    tick: count('The last tick that is known of it.'),
    reason: message('Why.'),
  }),
} as const satisfies RecordType

export const TRAINING_RUN_STARTED = {
  name: 'ml.run.started',
  version: 1,
  about: 'A trial or a training begins.',
  publisher: 'training',
  subject: 'run',
  isTerminal: false,
  data: z.strictObject({
    run,
    study: maybe(identifier('The study that it belongs to.')),
    trial: maybe(count('Its number there.')),
    parameters: settings('What was proposed.'),
    seed: digits('The seed, a number of 64 bits.'),
    code,
    made_of: madeOf('Datasets and artifacts that it uses.'),
  }),
} as const satisfies RecordType

export const TRAINING_RUN_COMPLETED = {
  name: 'ml.run.completed',
  version: 1,
  about: 'A trial or a training has come to its end.',
  publisher: 'training',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({
    run,
    values: numbers('The values of its objectives.'),
    metrics: numbers('What else was measured.'),
    artifacts: madeOf('What it has made.'),
    duration_ms: z.number().min(0).meta({ description: 'How long it took.' }),
  }),
} as const satisfies RecordType

export const TRAINING_RUN_FAILED = {
  name: 'ml.run.failed',
  version: 1,
  about: 'A trial or a training has ended with an error.',
  publisher: 'training',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({ run, ...failure }),
} as const satisfies RecordType

export const TRAINING_RUN_CANCELLED = {
  name: 'ml.run.cancelled',
  version: 1,
  about: 'A trial or a training was ended by somebody, was pruned, or ended with its process.',
  publisher: 'training',
  subject: 'run',
  isTerminal: true,
  data: z.strictObject({ run, reason: message('Why.') }),
} as const satisfies RecordType
