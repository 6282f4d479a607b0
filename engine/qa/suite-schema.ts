/**
 * The schema of suite files, version 1: the one description from which the types, the JSON Schema for
 * editors and the error messages come. What needs two fields at once is checked in `parse-suite.ts`.
 */
import { z } from 'zod'
import { MAX_METRICS } from '../metrics/parse-metrics.ts'
import { findPathFault } from '../scenario/scenario-path.ts'
import { MAX_PROBES } from '../scenario/scenario-schema.ts'

export const MAX_ENTRIES = 1000
const MAX_BANDS = 256

/** Longer than an hour nobody waits for one scenario. */
const MAX_SECONDS = 3600

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w][\w .:/+-]*$/, 'needs letters, digits, spaces and . : / + - _')

const path = z
  .string()
  .superRefine((value, context) => {
    const fault = findPathFault(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .describe('A scenario file, relative to the root of the suite and inside it.')

const amount = z.number().min(0)

const BAND_WORDS = 'needs exact, {relative}, {absolute}, {min}, {max} or {min, max}'

const band = z
  .union(
    [
      z.literal('exact'),
      z.strictObject({ relative: amount.describe('A share of the number: 0.05 is 5 %.') }),
      z.strictObject({ absolute: amount.describe('A distance from the number.') }),
      z.strictObject({ min: z.number(), max: z.number().optional() }),
      z.strictObject({ max: z.number() }),
    ],
    BAND_WORDS,
  )
  .describe('How far a metric may be from the baseline, or the limits it has to keep.')

const bands = z
  .record(z.string().min(1).max(200), band)
  .refine((value) => Object.keys(value).length <= MAX_BANDS, `needs at most ${MAX_BANDS} bands`)
  .describe('Bands by metric; a name that ends in * is for all metrics that begin like it.')

const metrics = z
  .array(z.string().min(1).max(200))
  .max(MAX_METRICS)
  .describe('What is measured at each probe: entropy, block-entropy:3, clusters:moore26 ...')

const timeLimitSeconds = z
  .number()
  .positive()
  .max(MAX_SECONDS)
  .describe('How long a scenario may take, its location of a divergence left out.')

const tick = z.int().min(0)

const entry = z.strictObject({
  name: name.optional().describe("The scenario file's name without its ending when left out."),
  scenario: z
    .union([path, z.record(z.string(), z.unknown())], 'needs a path, or a scenario written out')
    .describe('A path, or the scenario itself.'),
  ticks: tick.optional().describe("How far it goes; the scenario's own ticks when left out."),
  probes: z
    .array(tick)
    .max(MAX_PROBES)
    .optional()
    .describe("Ticks to look at; the scenario's own when left out. The last tick always is one."),
  metrics: metrics.optional().describe('Beside those of the suite.'),
  bands: bands.optional().describe('Go before those of the suite.'),
  exact: z
    .boolean()
    .optional()
    .describe('Whether every state has to be that of the baseline; true when left out.'),
  digest: z
    .enum(['every tick', 'marks'])
    .optional()
    .describe('Which states are digested; with marks, ticks between them are done in one go.'),
  timeLimitSeconds: timeLimitSeconds.optional(),
})

export const suiteSchema = z
  .strictObject({
    version: z.literal(1),
    name,
    about: z.string().max(2000).optional(),
    root: z
      .enum(['.', '..'])
      .optional()
      .describe("Where paths begin: the suite's own folder (.), or the one above (..)."),
    metrics: metrics.optional(),
    bands: bands.optional(),
    timeLimitSeconds: timeLimitSeconds.optional().describe('30 when left out.'),
    entries: z.array(entry).min(1).max(MAX_ENTRIES),
  })
  .describe('A suite of Thunderline scenarios, version 1.')

export type SuiteDocument = z.infer<typeof suiteSchema>
export type BandDocument = z.infer<typeof band>

/** The JSON Schema (draft 2020-12) of suite files, for editors. */
export function buildSuiteJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(suiteSchema, { io: 'input' }) as Record<string, unknown>
}
