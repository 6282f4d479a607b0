/** The life of the trials of a study: each is proposed, may report while it runs, and has exactly one end. */
import { z } from 'zod'
import { decimal, id, list, maybe, message, sha256, wholeNumber } from '../event-fields.ts'
import type { RecordType } from '../event-type.ts'
import { inputs, metric, parameter } from './made-of.ts'

const output = z.strictObject({
  role: id('What it is to the trial: `model`.'),
  sha256: sha256('The hash of its content, by which the store of artifacts knows it.'),
})

/** A number; beyond 2^53, where others might round it, as the shortest text that is read as it. */
const told = z.union([z.number(), z.string().regex(/^-?\d(\.\d{1,17})?e\+\d{1,3}$|^-?\d{16,22}$/)])
const beside = z.strictObject({ name: id('Its name.'), value: told })
const values = list(told.meta({ description: 'A value.' }), 'One an objective, in their order.')

const trial = {
  trial_id: id('The trial.'),
  study_id: id('The study that it is of.'),
  number: wholeNumber('Which trial of the study it is, from 0.'),
}
const attempt = wholeNumber(
  'Which attempt at the trial has reported, from 1; a later one begins anew.',
)
const ofTrial = { kind: 'record', version: 1, subject: 'trial_id' } as const
const ended = {
  run_id: maybe(id('The run that measured it; absent where there was none.')),
  worker: maybe(id('The worker that made it; absent where none did.')),
  duration_ms: maybe(wholeNumber('How long it took, in milliseconds; absent where nobody knows.')),
  imported: maybe(
    z.boolean().meta({
      description:
        'Whether it is what the record of another machine claims; nothing was measured here.',
    }),
  ),
}

/** Records of the trials of a search: a proposal, and what came of it. */
export const TRIAL_TYPES = [
  {
    ...ofTrial,
    publisher: 'server/cerebros',
    name: 'ml.trial.proposed',
    about: 'A sampler proposes parameters.',
    data: z.strictObject({
      ...trial,
      proposal_id: id('The proposal.'),
      sampler: id('Which sampler, with its version.'),
      parameters: list(parameter, 'The parameters.'),
      seed: decimal('The seed of the study, in decimal digits.'),
      ends: maybe(
        wholeNumber(
          'How many ends of trials of the study the sampler had heard of, the first on record.',
        ),
      ),
      inputs,
    }),
  },
  {
    ...ofTrial,
    publisher: 'server/cerebros',
    name: 'ml.trial.reported',
    about: 'A trial tells what it has come to so far; by that it may be ended early.',
    data: z.strictObject({
      ...trial,
      attempt,
      step: wholeNumber('Its step; steps rise.'),
      values,
    }),
  },
  {
    ...ofTrial,
    publisher: 'server/cerebros',
    name: 'ml.trial.completed',
    about: 'A trial was measured.',
    isTerminal: true,
    data: z.strictObject({
      ...trial,
      ...ended,
      metrics: list(metric, 'What was measured.'),
      values: maybe(values),
      measured: maybe(
        list(beside, 'What was measured beside the values, such as what constraints are held to.'),
      ),
      outputs: maybe(list(output, 'What it has made.')),
    }),
  },
  {
    ...ofTrial,
    publisher: 'server/cerebros',
    name: 'ml.trial.failed',
    about: 'A trial has failed or was pruned.',
    isTerminal: true,
    data: z.strictObject({
      ...trial,
      ...ended,
      code: id('The stable code of the error, or `pruned`.'),
      message: message('The same for people.'),
    }),
  },
  {
    ...ofTrial,
    publisher: 'server/api',
    name: 'ml.trial.verified',
    about: 'A trial whose end was imported was made again here; what it came to is evidence.',
    data: z.strictObject({
      ...trial,
      metrics: list(metric, 'What was measured here.'),
      measured: maybe(list(beside, 'Of that what is beside the values.')),
      agrees: z
        .boolean()
        .meta({ description: 'Whether all values that repeat are those that were imported.' }),
      duration_ms: wholeNumber('How long it took, in milliseconds.'),
      outputs: list(output, 'What it has made.'),
      by: id('Who asked for it.'),
    }),
    masked: { by: 'people' },
  },
] as const satisfies readonly RecordType[]
