/** Trials of the studies of a server: proposed, made by a worker, and ended once. */
import { z } from 'zod'
import { id, list, maybe, message, oneOf, sha256, wholeNumber } from '../telemetry/event-fields.ts'
import { moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'
import { readNumber, type ToldNumber } from './told-number.ts'

export const TRIAL_STATES = ['proposed', 'completed', 'pruned', 'failed'] as const

export type TrialState = (typeof TRIAL_STATES)[number]

export type TrialEvent =
  ToldEvent<`ml.trial.${'proposed' | 'reported' | 'completed' | 'failed' | 'verified'}`>

type TrialMove =
  | 'ml.trial.proposed'
  | 'ml.trial.reported'
  | 'ml.trial.completed'
  | 'ml.trial.failed'
  | 'ml.trial.failed/pruned'
  | 'ml.trial.verified'

/** Each has one end, whoever makes it and however often it is begun. */
export const TRIAL_MACHINE = defineStateMachine<TrialState, TrialMove>({
  resource: 'Trial',
  begins: { 'ml.trial.proposed': 'proposed' },
  moves: {
    proposed: {
      'ml.trial.reported': 'proposed',
      'ml.trial.completed': 'completed',
      'ml.trial.failed': 'failed',
      'ml.trial.failed/pruned': 'pruned',
    },
    completed: { 'ml.trial.verified': 'completed' },
    pruned: {},
    failed: {},
  },
})

/** The code of a trial that was ended early. */
export const PRUNED = 'pruned'

const parameter = z
  .strictObject({
    name: id('The name of a parameter.'),
    value: z
      .union([z.string().max(500), z.number(), z.boolean()])
      .meta({ description: 'Its value.' }),
  })
  .meta({ id: 'TrialParameter', description: 'A parameter of a trial.' })

const report = z
  .strictObject({
    step: wholeNumber('Its step.'),
    values: list(z.number(), 'One an objective, in their order.'),
  })
  .meta({ id: 'TrialReport', description: 'What a trial had come to at a step.' })

const measured = z
  .strictObject({
    name: id('Its name.'),
    value: z.number().meta({ description: 'Its value.' }),
  })
  .meta({ id: 'TrialMeasure', description: 'Something that was measured of a trial.' })

const output = z
  .strictObject({
    role: id('What it is to the trial: `model`.'),
    sha256: sha256('The hash of its content, by which the store of artifacts knows it.'),
  })
  .meta({ id: 'TrialOutput', description: 'Something that a trial has made.' })

/** A trial. */
export const trialSchema = z
  .strictObject({
    trial_id: id('What it is known by.'),
    study_id: id('The study that it is of.'),
    number: wholeNumber('Which trial of the study it is, from 0.'),
    state: oneOf(TRIAL_STATES, 'How far it is: `proposed` until it has ended.'),
    proposal_id: id('The proposal.'),
    sampler: id('Which sampler proposed it, with its version.'),
    parameters: list(parameter, 'Its parameters; one whose value is null is left out.'),
    ends: wholeNumber('How many ends of trials of its study the sampler had heard of.'),
    attempt: wholeNumber('Which attempt has reported, from 1; 0 where none has.'),
    reports: z
      .array(report)
      .max(100_000)
      .meta({ description: 'What that attempt has come to at its steps.' }),
    values: list(z.number(), 'One an objective, in their order; none unless it is completed.'),
    measured: list(measured, 'What was measured beside the values; here, of one that is verified.'),
    claimed: maybe(
      list(measured, 'Of one that is verified: what its record had in the place of `measured`.'),
    ),
    outputs: list(output, 'What it has made.'),
    code: maybe(id('The stable code of why it came to nothing, or `pruned`.')),
    message: maybe(message('The same for people.')),
    run_id: maybe(id('The run that measured it; absent where there was none.')),
    worker: maybe(id('The worker that ended it; absent where none did.')),
    imported: maybe(
      z.boolean().meta({
        description: 'Whether its end is what the record of another machine claims.',
      }),
    ),
    verified: maybe(
      oneOf(
        ['agrees', 'differs'],
        'Of one that was imported: what came of it when it was made again here; absent before.',
      ),
    ),
    duration_ms: maybe(wholeNumber('How long it took, in milliseconds.')),
    proposed_at_ms: moment('When it was proposed.'),
    ended_at_ms: maybe(moment('When it ended.')),
    /** Ends of the study are counted in the order of the record. */
    end: maybe(wholeNumber('Which end of a trial of its study its own is, from 0.')),
  })
  .meta({ id: 'Trial', description: 'Values of parameters of a study, and what came of them.' })

export type TrialResource = z.infer<typeof trialSchema>

/** The move that an event tells of. */
export function moveOfTrial({ name, data }: TrialEvent): TrialMove {
  return name === 'ml.trial.failed' && data.code === PRUNED ? 'ml.trial.failed/pruned' : name
}

/**
 * What a trial is after an event; undefined where that is no legal move, and then it stays as it was.
 *
 * @param ends how many trials of its study have ended before.
 */
export function nextTrial(
  trial: TrialResource | undefined,
  event: TrialEvent,
  ends: number,
): TrialResource | undefined {
  const state = nextState(TRIAL_MACHINE, trial?.state, moveOfTrial(event))
  if (state === undefined) return undefined
  switch (event.name) {
    case 'ml.trial.proposed': {
      const { seed: _seed, inputs: _inputs, ends: heard = 0, ...data } = event.data
      const nothing = { attempt: 0, reports: [], values: [], measured: [], outputs: [] }
      return { ...data, ...nothing, ends: heard, state, proposed_at_ms: event.atMs }
    }
    case 'ml.trial.reported':
      return reportTrial(trial!, event)
    case 'ml.trial.completed': {
      const { values, measured: beside = [], outputs = [] } = event.data
      if (values === undefined) return undefined
      const told = { values: readAll(values), outputs }
      return { ...endTrial(trial!, event, ends), state, ...told, measured: readMeasures(beside) }
    }
    case 'ml.trial.failed': {
      const { code, message: text } = event.data
      return { ...endTrial(trial!, event, ends), state, code, message: text }
    }
    case 'ml.trial.verified': {
      // One that was made here has nothing to be verified, and the first time counts.
      if (trial!.imported !== true || trial!.verified !== undefined) return undefined
      const { agrees, outputs, measured: here } = event.data
      const told = { ...trial!, verified: agrees ? 'agrees' : 'differs', outputs } as const
      if (here === undefined) return told
      // The study was led by what the record has.
      return { ...told, measured: readMeasures(here), claimed: trial!.measured }
    }
    default:
      return event satisfies never
  }
}

/** An attempt that begins makes what the one before has reported as if it had not been. */
function reportTrial(
  trial: TrialResource,
  { data }: ToldEvent<'ml.trial.reported'>,
): TrialResource | undefined {
  const { attempt, step } = data
  if (attempt < trial.attempt) return undefined
  const before = attempt === trial.attempt ? trial.reports : []
  if (step <= (before.at(-1)?.step ?? -1)) return undefined
  return { ...trial, attempt, reports: [...before, { step, values: readAll(data.values) }] }
}

function endTrial(
  trial: TrialResource,
  { data, atMs }: ToldEvent<'ml.trial.completed' | 'ml.trial.failed'>,
  ends: number,
): TrialResource {
  const { run_id, worker, duration_ms, imported } = data
  const by = {
    ...(run_id !== undefined && { run_id }),
    ...(worker !== undefined && { worker }),
    ...(duration_ms !== undefined && { duration_ms }),
    ...(imported !== undefined && { imported }),
  }
  return { ...trial, ...by, ended_at_ms: atMs, end: ends }
}

const readAll = (values: readonly ToldNumber[]) => values.map(readNumber)

const readMeasures = (told: readonly { readonly name: string; readonly value: ToldNumber }[]) =>
  told.map(({ name, value }) => ({ name, value: readNumber(value) }))
