/** The part of a study's schema that says what is run and measured where trials are automata. */
import { z } from 'zod'
import { sweepSchema } from '../simulation/sweep/sweep-schema.ts'
import { STATISTICS } from './statistic.ts'

const MAX_NAME_CHARS = 200
const MAX_TEMPLATE_CHARS = 10_000
/** Values of one study: objectives, constraints, and no others. */
const MAX_VALUES = 64

const statistic = z.enum(STATISTICS)

const valueMap = z.strictObject({
  of: z
    .string()
    .min(1)
    .max(MAX_NAME_CHARS)
    .describe(
      'A number of a metric, as entropy.normalized or block-entropy.3; population; of a census census.SOUPS.ships; by a model cost or bytes; measured seconds or ticks-per-second.',
    ),
  when: statistic.optional().describe('Over the probes of a run; last when left out.'),
  over: statistic.optional().describe('Over the seeds; mean when left out.'),
  target: z
    .number()
    .optional()
    .describe('The value is how far each run is from this, before it is summed up over seeds.'),
  missing: z
    .number()
    .optional()
    .describe('Stands where a run has no such number; else the trial fails.'),
})

const value = z
  .union(
    [z.string().min(1).max(MAX_NAME_CHARS), valueMap],
    'needs the name of what is measured, or a map with of',
  )
  .describe('What is measured for an objective or a constraint.')

const template = z
  .union(
    [
      z.string().max(MAX_TEMPLATE_CHARS),
      z.number(),
      z.boolean(),
      z.array(z.unknown()),
      z.record(z.string(), z.unknown()),
    ],
    'needs a text, a number, true, false, a list or a map',
  )
  .describe('Texts in it may name parameters: {density}, S{low}..{high}, {name|3}, {b*,}.')

const { shape } = sweepSchema.pick({
  root: true,
  scenario: true,
  rule: true,
  size: true,
  topology: true,
  density: true,
  seeds: true,
  ticks: true,
  probes: true,
  timeLimitSeconds: true,
})

export const automatonSchema = z
  .strictObject({
    kind: z.literal('automaton'),
    ...shape,
    set: z
      .record(z.string().min(1).max(MAX_NAME_CHARS), template)
      .optional()
      .describe(
        'What is put where in the scenario, by place; when left out, each parameter at the place of its name.',
      ),
    values: z
      .record(z.string().min(1).max(MAX_NAME_CHARS), value)
      .refine((values) => Object.keys(values).length <= MAX_VALUES, `needs at most ${MAX_VALUES}`)
      .describe('By the names of objectives and constraints.'),
  })
  .describe('Each trial is a scenario, run with every seed and measured.')

export type AutomatonDocument = z.infer<typeof automatonSchema>
