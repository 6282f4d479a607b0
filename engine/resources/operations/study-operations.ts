/** What can be asked of studies and of their trials. */
import { z } from 'zod'
import { MAX_STUDY_BUNDLE_CHARS } from '../../studies/study-bundle.ts'
import { id, list, maybe, oneOf, sha256, wholeNumber } from '../../telemetry/event-fields.ts'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { idInput, pageOf, reasonInput } from '../resource-fields.ts'
import { MAX_PRIORITY, studyFields, studySchema, TRIAL_ZONES } from '../study.ts'
import { STUDY_STATES } from '../study-state.ts'
import { TRIAL_STATES, trialSchema } from '../trial.ts'

/** The longest document that is taken. */
export const MAX_DOCUMENT_CHARS = 2 ** 18

const MAX_FILES = 32
const MAX_PATH_CHARS = 512
/** All files of a study, and it, are 2^20 characters at most. */
const MAX_FILE_CHARS = 2 ** 20
/** As many as a study of a server has. */
const MAX_TRIALS = 10_000
const MAX_WORKERS = 64
/** So many points of a front are told, and so many of how the hypervolume has grown. */
export const MAX_FRONT = 500
export const MAX_GROWTH = 500

/** An id has room for the number of a trial and for words behind it. */
const newStudyId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/)
  .meta({ description: 'An id that whoever asks has chosen; one is made where it is absent.' })
const studyId = idInput('The study.')
const trialId = idInput('The trial.')

/** GraphQL and query strings have no numbers below zero but as text. */
const priority = z
  .union([
    z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY),
    z
      .string()
      .regex(/^-?[0-9]{1,4}$/)
      .transform(Number)
      .pipe(z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY)),
  ])
  .meta({ description: 'Trials of a greater priority go first, -1000 to 1000; 0 is usual.' })

const point = z
  .strictObject({
    trial_id: id('The trial.'),
    number: wholeNumber('Its number.'),
    values: list(z.number(), 'One an objective, in their order.'),
  })
  .meta({ id: 'FrontPoint', description: 'A trial that no other is better than.' })

const hypervolume = z
  .strictObject({
    value: z.number().meta({ description: 'What the front has between it and the reference.' }),
    reference: list(z.number(), 'By objective, in its own unit.'),
    growth: z
      .array(
        z
          .strictObject({
            number: wholeNumber('The number of a trial.'),
            value: z.number().meta({ description: 'The hypervolume of the trials up to it.' }),
          })
          .meta({ id: 'HypervolumeStep', description: 'The hypervolume after a trial.' }),
      )
      .max(MAX_GROWTH)
      .meta({ description: 'After trials that are complete and feasible, by number.' }),
  })
  .meta({ id: 'StudyHypervolume', description: 'How much of the space of objectives is won.' })

/** A study with what it has come to. */
export const studyOverviewSchema = z
  .strictObject({
    ...studyFields,
    infeasible: wholeNumber('How many trials that were measured break a bound.'),
    front: z
      .array(point)
      .max(MAX_FRONT)
      .meta({ description: 'The feasible trials that no other is better than, by number.' }),
    knee: maybe(
      id('Of the front, the trial where a little more of one objective costs the most of others.'),
    ),
    hypervolume: hypervolume.optional(),
    waiting_for: maybe(
      oneOf(['worker'], 'What a study that goes on lacks: nobody makes trials of its zone.'),
    ),
  })
  .meta({ id: 'StudyOverview', description: 'A study, with its front and how that has grown.' })

export type StudyOverview = z.infer<typeof studyOverviewSchema>

const trialItemSchema = trialSchema
  .omit({ reports: true })
  .meta({ id: 'TrialItem', description: 'A trial without what it has reported.' })

const query = { scope: 'read', kind: 'query', method: 'GET', isTool: true } as const
const ofStudies = { resource: 'Study' } as const
const command = { ...ofStudies, scope: 'write', kind: 'command', method: 'POST' } as const
const move = { ...command, subject: 'study_id', output: studySchema } as const
const moveInput = z.strictObject({
  study_id: studyId,
  reason: reasonInput('Why.').default('It was asked for.'),
})

export const STUDIES_LIST = defineOperation({
  ...query,
  resource: 'Study',
  name: 'studies.list',
  about: 'Studies, the newest first.',
  path: '/studies',
  input: z.strictObject({
    state: z.enum(STUDY_STATES).optional().meta({ description: 'Those in a state alone.' }),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(studySchema).meta({ id: 'StudyList', description: 'Studies.' }),
})

export const STUDIES_GET = defineOperation({
  ...query,
  resource: 'Study',
  name: 'studies.get',
  about: 'A study, with its front and its hypervolume so far.',
  path: '/studies/:study_id',
  input: z.strictObject({ study_id: studyId }),
  output: studyOverviewSchema,
  subject: 'study_id',
})

export const STUDIES_DOCUMENT = defineOperation({
  ...query,
  resource: 'Study',
  name: 'studies.document',
  about:
    'Gives the document of a study as it is on record, for studies.create or the command line.',
  path: '/studies/:study_id/document',
  input: z.strictObject({ study_id: studyId }),
  output: z
    .strictObject({
      study_id: id('The study.'),
      sha256: sha256('The hash of the document, in UTF-8.'),
      document: z
        .string()
        .min(1)
        .max(MAX_STUDY_BUNDLE_CHARS)
        .meta({ description: 'Canonical JSON: the study, or it and its files in base64.' }),
    })
    .meta({ id: 'StudyDocument', description: 'What a study was asked for with.' }),
  subject: 'study_id',
})

export const STUDIES_CREATE = defineOperation({
  ...command,
  name: 'studies.create',
  about: 'Asks for a study, whose trials are proposed and made from now on.',
  isTool: true,
  // As many bytes as its characters have at most in JSON, where each may be three bytes.
  maxBodyBytes: 1024 * 1024,
  path: '/studies',
  input: z.strictObject({
    study_id: newStudyId.optional(),
    document: z
      .string()
      .min(1)
      .max(MAX_DOCUMENT_CHARS)
      .meta({ description: 'YAML or JSON, as docs/studies.md has it; it may start no programs.' }),
    files: z
      .record(z.string().min(1).max(MAX_PATH_CHARS), z.string().max(MAX_FILE_CHARS))
      .refine((files) => Object.keys(files).length <= MAX_FILES, `has more than ${MAX_FILES} files`)
      .optional()
      .meta({ description: 'The files that it refers to, in base64, by their paths.' }),
    trials: wholeNumberInput(
      1,
      MAX_TRIALS,
      'How many trials there are to be; absent for as many as the document says.',
    ).optional(),
    workers: wholeNumberInput(
      1,
      MAX_WORKERS,
      'Trials at a time; absent for as many as the document says.',
    ).optional(),
    priority: priority.default(0),
    zone: z
      .enum(TRIAL_ZONES)
      .default('cpu')
      .meta({ description: 'The zone of hardware whose workers make its trials.' }),
  }),
  output: studySchema,
})

export const STUDIES_PAUSE = defineOperation({
  ...move,
  name: 'studies.pause',
  about: 'Has no more trials of a study begin; those that run go on to their ends.',
  path: '/studies/:study_id/pause',
  input: moveInput,
})

export const STUDIES_RESUME = defineOperation({
  ...move,
  name: 'studies.resume',
  about: 'Has a study go on that was paused.',
  path: '/studies/:study_id/resume',
  input: moveInput,
})

export const STUDIES_CANCEL = defineOperation({
  ...move,
  name: 'studies.cancel',
  about: 'Ends a study before its budget is spent; trials that run are aborted.',
  path: '/studies/:study_id/cancel',
  input: moveInput,
})

export const STUDIES_PRIORITIZE = defineOperation({
  ...move,
  name: 'studies.prioritize',
  about: 'Has the trials of a study that wait go before others, or behind them.',
  path: '/studies/:study_id/priority',
  input: z.strictObject({ study_id: studyId, priority }),
})

export const TRIALS_LIST = defineOperation({
  ...query,
  resource: 'Trial',
  name: 'trials.list',
  about: 'Trials of a study, the newest first.',
  path: '/studies/:study_id/trials',
  input: z.strictObject({
    study_id: studyId,
    state: z.enum(TRIAL_STATES).optional().meta({ description: 'Those in a state alone.' }),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(trialItemSchema).meta({ id: 'TrialList', description: 'Trials of a study.' }),
})

export const TRIALS_GET = defineOperation({
  ...query,
  resource: 'Trial',
  name: 'trials.get',
  about: 'A trial, with what it has reported.',
  path: '/trials/:trial_id',
  input: z.strictObject({ trial_id: trialId }),
  output: trialSchema,
  subject: 'trial_id',
})

/** All of them. */
export const STUDY_OPERATIONS = Object.freeze([
  ...[STUDIES_LIST, STUDIES_GET, STUDIES_DOCUMENT, STUDIES_CREATE],
  ...[STUDIES_PAUSE, STUDIES_RESUME, STUDIES_CANCEL, STUDIES_PRIORITIZE],
  ...[TRIALS_LIST, TRIALS_GET],
] as const)
