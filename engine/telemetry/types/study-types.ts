/**
 * The life of studies: searches over values of parameters, led by the server. Each begins with `created` and ends in
 * exactly one of `completed`, `failed` and `cancelled`. Of their trials tells `trial-types.ts`.
 */
import { z } from 'zod'
import { decimal, id, list, maybe, message, oneOf, sha256, wholeNumber } from '../event-fields.ts'
import type { RecordType } from '../event-type.ts'

const study_id = id('The study.')
const zone = oneOf(['cpu', 'gpu'], 'The zone of hardware whose workers make its trials.')
const priority = z
  .int()
  .min(-1000)
  .max(1000)
  .meta({ description: 'Trials of a greater priority go first; 0 is usual.' })

const objective = z.strictObject({
  name: id('The name of an objective.'),
  direction: oneOf(['minimize', 'maximize'], 'What is wanted of it.'),
  unit: maybe(id('Its unit; absent where it has none.')),
  measured: maybe(z.boolean().meta({ description: 'Whether it is never twice the same.' })),
})

const by = id('Who did it.')
const ofStudy = { kind: 'record', version: 1, subject: 'study_id' } as const
const ofDesk = { ...ofStudy, publisher: 'server/api' } as const
const ofDriver = { ...ofStudy, publisher: 'server/cerebros' } as const
const reason = message('Why.')

/** Records of studies, in the order of their lives. */
export const STUDY_TYPES = [
  {
    ...ofDesk,
    name: 'ml.study.created',
    about: 'A study is asked for; its trials are proposed from now on.',
    masked: { created_by: 'people' },
    data: z.strictObject({
      study_id,
      name: z.string().min(1).max(200).meta({ description: 'The name that its file gives it.' }),
      document_sha256: sha256('The hash of its document with its files, in canonical form.'),
      identity: sha256(
        'The hash of all that decides its trials, as `thunderline search` tells it.',
      ),
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
      priority,
      zone,
      engine: id('The version of Thunderline.'),
      record: maybe(
        z
          .strictObject({
            sha256: sha256('The hash of its lines, by which the text of them is kept.'),
            trials: wholeNumber('How many trials it has.'),
            ends: maybe(wholeNumber('How many of them have ended.')),
            spent_ms: maybe(
              wholeNumber('How long programs have worked on it as it claims, in milliseconds.'),
            ),
          })
          .meta({ description: 'The record of a search elsewhere, with which the study begins.' }),
      ),
      created_by: id('Who asked for it: an id of a token or of a job.'),
    }),
  },
  {
    ...ofDesk,
    name: 'ml.study.paused',
    about: 'No more trials of a study are begun; those that run go on to their ends.',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({ study_id, by, reason }),
  },
  {
    ...ofDesk,
    name: 'ml.study.resumed',
    about: 'A study that was paused goes on.',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({ study_id, by, reason }),
  },
  {
    ...ofDesk,
    name: 'ml.study.prioritized',
    about: 'Trials of a study go before others, or behind them, from now on.',
    masked: { by: 'people' },
    data: z.strictObject({ study_id, priority, by }),
  },
  {
    ...ofDriver,
    name: 'ml.study.completed',
    about: 'The budget of a study is spent, and all its trials have ended.',
    isTerminal: true,
    data: z.strictObject({
      study_id,
      why: oneOf(['trials', 'seconds', 'failures'], 'Which budget is spent.'),
      completed: wholeNumber('How many trials were measured.'),
      pruned: wholeNumber('How many were ended early by what they reported.'),
      failed: wholeNumber('How many came to nothing.'),
      best: list(
        id('A trial.'),
        'The feasible trials that no other is better than, by number; of more the first.',
      ),
    }),
  },
  {
    ...ofDriver,
    name: 'ml.study.failed',
    about: 'No trial of a study can be proposed any more.',
    isTerminal: true,
    data: z.strictObject({
      study_id,
      code: id('The stable code of the error.'),
      message: message('The error for people.'),
    }),
  },
  {
    ...ofDesk,
    name: 'ml.study.cancelled',
    about: 'A study was ended before its budget was spent; trials that run are aborted.',
    isTerminal: true,
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({ study_id, by, reason }),
  },
] as const satisfies readonly RecordType[]
