/**
 * The schema of study files, version 1: the one description from which the types, the JSON Schema for editors and the
 * error messages come. What needs two fields at once is checked in `compile-study.ts`.
 */
import { z } from 'zod'
import { SPACE_SCHEMA } from '../search/check-space.ts'
import { PRUNER_SCHEMA } from '../search/pruning/pruner-options.ts'
import { SAMPLER_SCHEMA } from '../search/sampler-options.ts'
import { automatonSchema } from './automaton-schema.ts'
import { commandSchema } from './command-schema.ts'
import { trainingSchema } from './training-schema.ts'

export const MAX_TRIALS = 100_000
const MAX_OBJECTIVES = 16
const MAX_CONSTRAINTS = 32
export const MAX_WORKERS = 64
const MAX_LAG = 10_000
const MAX_SECONDS = 365 * 24 * 3600
const MAX_NAME_CHARS = 200

const name = z.string().min(1).max(MAX_NAME_CHARS)

const bounds = {
  atMost: z.number().optional(),
  atLeast: z.number().optional(),
}

/** An objective as it is written. */
export const objectiveSchema = z.strictObject({
  name,
  direction: z.enum(['minimize', 'maximize']),
  unit: z.string().min(1).max(40).optional(),
  ...bounds,
  measured: z
    .boolean()
    .optional()
    .describe(
      'Whether it is never twice the same, as seconds are: it is taken from the record, and not compared.',
    ),
  reference: z
    .number()
    .optional()
    .describe('The value from which on hypervolume counts; the worst that was seen when left out.'),
})

const SEED_WORDS = 'needs a decimal number from 0 to 2^64 - 1, in quotes where it is beyond 2^53'

/** A map of a name and settings, or the name alone. */
function byName<Options extends { readonly name: string }>(schema: z.ZodType<Options>) {
  return z.union(
    [z.string().min(1).max(MAX_NAME_CHARS), schema],
    'needs a name, or a map of a name and settings',
  )
}

/** The kinds of objectives, each with a schema of its own, by rising `kind`. */
export const evaluationSchema = z.discriminatedUnion('kind', [
  automatonSchema,
  commandSchema,
  trainingSchema,
])

export const studySchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1).max(MAX_NAME_CHARS),
    about: z.string().max(2000).optional().describe('What it is to show.'),
    space: SPACE_SCHEMA.describe('What may be varied, a parameter after what its condition names.'),
    objectives: z
      .array(objectiveSchema)
      .min(1)
      .max(MAX_OBJECTIVES)
      .describe('What is wanted; a trial that breaks a bound of one is not feasible.'),
    constraints: z
      .array(z.strictObject({ name, ...bounds }))
      .max(MAX_CONSTRAINTS)
      .optional()
      .describe('Bounds on something else that is measured.'),
    budget: z.strictObject({
      trials: z.int().min(1).max(MAX_TRIALS),
      seconds: z
        .number()
        .positive()
        .max(MAX_SECONDS)
        .optional()
        .describe('After so long no trial is begun; pauses between two goes do not count.'),
      failures: z
        .int()
        .min(1)
        .max(MAX_TRIALS)
        .optional()
        .describe('When so many trials have failed, no other is begun; any number when left out.'),
    }),
    sampler: byName(SAMPLER_SCHEMA)
      .optional()
      .describe(
        'What proposes trials: its name, or a map of name and settings; motpe when left out.',
      ),
    pruner: byName(PRUNER_SCHEMA)
      .optional()
      .describe('What ends trials early by what they report; none when left out.'),
    workers: z
      .int()
      .min(1)
      .max(MAX_WORKERS)
      .optional()
      .describe('Trials at a time; 1 when left out.'),
    repeat: z
      .int()
      .min(1)
      .max(MAX_LAG)
      .optional()
      .describe(
        'With W, trial n depends on trials up to n - W alone: up to W workers make the same study whatever their pace.',
      ),
    seed: z
      .union(
        [z.string().regex(/^\d{1,20}$/, SEED_WORDS), z.int(SEED_WORDS).min(0, SEED_WORDS)],
        SEED_WORDS,
      )
      .optional()
      .describe('0 when left out.'),
    objective: evaluationSchema.describe('What makes a trial of values of parameters.'),
  })
  .describe('A study: a search over values of parameters for several objectives, version 1.')

export type StudyDocument = z.infer<typeof studySchema>

/** The JSON Schema (draft 2020-12) of study files, for editors. */
export function buildStudyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(studySchema, { io: 'input' }) as Record<string, unknown>
}
