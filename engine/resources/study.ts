/**
 * Studies of a server, as what is on record makes them: searches over values of parameters whose trials are made by
 * workers. A study is begun, may be paused and resumed, and has one end.
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
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, isTerminal, nextState } from './state-machine.ts'
import { STUDY_STATES, type StudyState } from './study-state.ts'
import type { ToldEvent } from './told-event.ts'

/** Zones of hardware that trials are made in. */
export const TRIAL_ZONES = ['cpu', 'gpu'] as const

export const MAX_PRIORITY = 1000

export type StudyEvent =
  ToldEvent<`ml.study.${'created' | 'paused' | 'resumed' | 'prioritized' | 'completed' | 'failed' | 'cancelled'}`>

/** The last trials of a study may end while it is paused, and it with them. */
export const STUDY_MACHINE = defineStateMachine<StudyState, StudyEvent['name']>({
  resource: 'Study',
  begins: { 'ml.study.created': 'running' },
  moves: {
    running: {
      'ml.study.paused': 'paused',
      'ml.study.prioritized': 'running',
      'ml.study.completed': 'completed',
      'ml.study.failed': 'failed',
      'ml.study.cancelled': 'cancelled',
    },
    paused: {
      'ml.study.resumed': 'running',
      'ml.study.prioritized': 'paused',
      'ml.study.completed': 'completed',
      'ml.study.failed': 'failed',
      'ml.study.cancelled': 'cancelled',
    },
    completed: {},
    failed: {},
    cancelled: {},
  },
})

/** Whether nothing may happen to a study any more. */
export function isStudyOver(state: StudyState): boolean {
  return isTerminal(STUDY_MACHINE, state)
}

const objective = z
  .strictObject({
    name: id('The name of an objective.'),
    direction: oneOf(['minimize', 'maximize'], 'What is wanted of it.'),
    unit: maybe(id('Its unit; absent where it has none.')),
    measured: maybe(z.boolean().meta({ description: 'Whether it is never twice the same.' })),
  })
  .meta({ id: 'StudyObjective', description: 'What is wanted of the trials of a study.' })

const failure = z
  .strictObject({
    code: id('The stable code of the error.'),
    message: message('The error for people.'),
  })
  .meta({ id: 'StudyFailure', description: 'Why a study failed.' })

const importedRecord = z
  .strictObject({
    sha256: sha256('The hash of its lines.'),
    trials: wholeNumber('How many trials it has.'),
    ends: maybe(wholeNumber('How many of them have ended.')),
    spent_ms: maybe(
      wholeNumber('How long programs have worked on it as it claims, in milliseconds.'),
    ),
  })
  .meta({
    id: 'StudyRecord',
    description: 'The record of a search elsewhere, with which a study begins.',
  })

/** The fields of a study. */
export const studyFields = {
  study_id: id('What it is known by.'),
  name: z.string().min(1).max(200).meta({ description: 'The name that its file gives it.' }),
  state: oneOf(STUDY_STATES, 'How far it is.'),
  document_sha256: sha256('The hash of its document with its files, in canonical form.'),
  identity: sha256('The hash of all that decides its trials, as `thunderline search` tells it.'),
  seed: decimal('The seed, in decimal digits.'),
  sampler: id('Which sampler proposes trials, with its version.'),
  objectives: list(objective, 'What is wanted, in the order of values.'),
  trials: wholeNumber('How many trials there are to be.'),
  seconds: maybe(
    z.number().positive().meta({ description: 'After so long no trial is proposed.' }),
  ),
  failures: maybe(wholeNumber('When so many trials have failed, no other is proposed.')),
  workers: wholeNumber('Trials at a time.'),
  repeat: maybe(wholeNumber('With W, trial n depends on trials up to n - W alone.')),
  priority: z.int().meta({ description: 'Trials of a greater priority go first; 0 is usual.' }),
  zone: oneOf(TRIAL_ZONES, 'The zone of hardware whose workers make its trials.'),
  engine: id('The version of Thunderline.'),
  record: importedRecord.optional(),
  created_by: hidden(id('Who asked for it: an id of a token or of a job.')),
  created_at_ms: moment('When it was asked for.'),
  going_since_ms: maybe(moment('Since when it goes on; absent while it does not.')),
  spent_ms: wholeNumber('How long it went on before that, in milliseconds.'),
  ended_at_ms: maybe(moment('When it ended.')),
  proposed: wholeNumber('How many trials were proposed.'),
  completed: wholeNumber('How many of them were measured.'),
  pruned: wholeNumber('How many were ended early by what they reported.'),
  failed: wholeNumber('How many came to nothing.'),
  differing: maybe(
    wholeNumber(
      'How many trials that were imported came to something else when they were made again here: they count in no front; absent where none did.',
    ),
  ),
  why: maybe(
    oneOf(['trials', 'seconds', 'failures'], 'Which budget is spent, once it is complete.'),
  ),
  best: maybe(list(id('A trial.'), 'The best trials, once it is complete.')),
  failure: failure.optional(),
  changed_by: hidden(maybe(id('Who paused, resumed, prioritized or cancelled it last.'))),
  reason: hidden(maybe(message('Why.'))),
}

/** A study. */
export const studySchema = z
  .strictObject(studyFields)
  .meta({ id: 'Study', description: 'A search over values of parameters.' })

export type StudyResource = z.infer<typeof studySchema>

/** What a study is after an event; undefined where that is no legal move, and then it stays as it was. */
export function nextStudy(
  study: StudyResource | undefined,
  event: StudyEvent,
): StudyResource | undefined {
  const state = nextState(STUDY_MACHINE, study?.state, event.name)
  if (state === undefined) return undefined
  const { atMs } = event
  switch (event.name) {
    case 'ml.study.created': {
      const counts = { proposed: 0, completed: 0, pruned: 0, failed: 0 }
      const times = { created_at_ms: atMs, going_since_ms: atMs, spent_ms: 0 }
      return { ...event.data, state, ...counts, ...times }
    }
    case 'ml.study.paused': {
      const { by, reason } = event.data
      return { ...rest(study!, atMs), state, changed_by: by, reason }
    }
    case 'ml.study.resumed': {
      const { by, reason } = event.data
      return { ...study!, state, going_since_ms: atMs, changed_by: by, reason }
    }
    case 'ml.study.prioritized': {
      const { priority, by } = event.data
      return { ...study!, state, priority, changed_by: by }
    }
    case 'ml.study.completed': {
      const { why, best } = event.data
      return { ...rest(study!, atMs), state, ended_at_ms: atMs, why, best }
    }
    case 'ml.study.failed': {
      const { code, message: text } = event.data
      return { ...rest(study!, atMs), state, ended_at_ms: atMs, failure: { code, message: text } }
    }
    case 'ml.study.cancelled': {
      const { by, reason } = event.data
      return { ...rest(study!, atMs), state, ended_at_ms: atMs, changed_by: by, reason }
    }
    default:
      return event satisfies never
  }
}

/** Time is spent while a study goes on; a clock that was set back takes nothing off. */
function rest(study: StudyResource, atMs: number): StudyResource {
  const { going_since_ms: since, ...others } = study
  return { ...others, spent_ms: study.spent_ms + Math.max(0, atMs - (since ?? atMs)) }
}
