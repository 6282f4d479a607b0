/**
 * The schema of sweep files, version 1: the one description from which the types, the JSON Schema for
 * editors and the error messages come. What needs two fields at once is checked in `parse-sweep.ts`.
 */
import { z } from 'zod'
import { MAX_AXIS_CELLS } from '../../lattice/size.ts'
import { MAX_METRICS } from '../../metrics/parse-metrics.ts'
import { findPathFault } from '../../scenario/scenario-path.ts'
import { MAX_PROBES } from '../../scenario/scenario-schema.ts'

export const MAX_PARAMETERS = 16
/** Points of one sweep, and values of one parameter. */
export const MAX_POINTS = 10_000
export const MAX_SEEDS = 10_000
/** Longer than an hour nobody waits for one run. */
const MAX_SECONDS = 3600

const path = z
  .string()
  .superRefine((value, context) => {
    const fault = findPathFault(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .describe('A scenario file, relative to the root of the sweep and inside it.')

const value = z
  .union(
    [z.number(), z.string(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())],
    'needs a number, a text, true, false, a list or a map',
  )
  .describe('Whatever a scenario may have at that place.')

const range = z
  .strictObject({
    from: z.number(),
    to: z.number().optional(),
    step: z.number().optional(),
    count: z.int().min(1).max(MAX_POINTS).optional(),
  })
  .describe(
    'Evenly spaced numbers: from, to and step; from, to and count; or from, step and count.',
  )

const values = z
  .union([z.array(value).min(1).max(MAX_POINTS), range], 'needs a list of values, or a range')
  .describe('What a parameter is given, one after another.')

const NAME_WORDS =
  'needs the place of a value in a scenario, as initial[0].soup.density or $heat.slow'

/** A short name, `$pack.name`, or the keys that lead to a place in a scenario. */
const name = z
  .string()
  .max(200)
  .regex(
    /^(?:\$[a-z][a-z0-9-]*\.[A-Za-z][\w-]*|[A-Za-z][\w-]*(?:\.[\w-]+|\[\d{1,5}\])*)$/,
    NAME_WORDS,
  )

const SEED_WORDS = 'needs a decimal number from 0 to 2^64 - 1, in quotes where it is beyond 2^53'

const seed = z.union(
  [z.string().regex(/^\d{1,20}$/, SEED_WORDS), z.int(SEED_WORDS).min(0, SEED_WORDS)],
  SEED_WORDS,
)

const tick = z.int().min(0)

export const sweepSchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1).max(200).optional(),
    about: z.string().max(2000).optional().describe('What it is to show.'),
    root: z
      .enum(['.', '..'])
      .optional()
      .describe("Where paths begin: the sweep's own folder (.), or the one above (..)."),
    scenario: z
      .union([path, z.record(z.string(), z.unknown())], 'needs a path, or a scenario written out')
      .optional()
      .describe('What is varied: a path, or the scenario itself. Else a rule on a soup.'),
    rule: z.string().min(1).optional().describe('The rule of a soup, in any notation.'),
    size: z
      .union(
        [z.array(z.int().min(1).max(MAX_AXIS_CELLS)).min(1).max(3), z.string().min(1).max(40)],
        'needs a list of one to three numbers, or a text as 64x64',
      )
      .optional()
      .describe('The size of a world that a soup fills.'),
    topology: z.enum(['box', 'torus']).optional().describe('Of that world; torus when left out.'),
    density: z
      .int()
      .min(0)
      .max(255)
      .optional()
      .describe('Of 256 cells of the soup so many live; 128 when left out.'),
    parameters: z
      .record(name, values)
      .optional()
      .describe(
        'A grid: every value of each with every value of the others, the last one fastest.',
      ),
    points: z
      .array(z.record(name, value))
      .min(1)
      .max(MAX_POINTS)
      .optional()
      .describe('In place of a grid: what each point gives to which parameters.'),
    seeds: z
      .union(
        [
          z.array(seed).min(1).max(MAX_SEEDS),
          z.strictObject({
            from: seed.optional().describe('0 when left out.'),
            count: z.int().min(1).max(MAX_SEEDS),
          }),
        ],
        'needs a list of seeds, or {from, count}',
      )
      .optional()
      .describe("Each point is run with each of them; else with the scenario's own."),
    ticks: tick.optional().describe("How far runs go; the scenario's own ticks when left out."),
    probes: z
      .array(tick)
      .max(MAX_PROBES)
      .optional()
      .describe("Ticks that have a row; the scenario's own when left out. The last tick has one."),
    metrics: z
      .array(z.string().min(1).max(200))
      .max(MAX_METRICS)
      .optional()
      .describe("What is measured; else what the scenario's own are, or entropy, alive, activity."),
    repeat: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('How often each run is made, to see that it comes to the same each time.'),
    timeLimitSeconds: z
      .number()
      .positive()
      .max(MAX_SECONDS)
      .optional()
      .describe('What one run may take; 600 when left out.'),
  })
  .describe('A sweep of parameters over a Thunderline scenario, version 1.')

export type SweepDocument = z.infer<typeof sweepSchema>
export type ValuesDocument = z.infer<typeof values>

/** The JSON Schema (draft 2020-12) of sweep files, for editors. */
export function buildSweepJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(sweepSchema, { io: 'input' }) as Record<string, unknown>
}
