/**
 * The report of a suite, version 1: the one description from which its types and its JSON Schema come.
 *
 * Members are only added within a version; what reads a report passes over those it does not know.
 */
import { z } from 'zod'

export const REPORT_VERSION = 1

const tick = z.int().min(0)
const text = z.string()
const site = z.tuple([z.int(), z.int(), z.int()])
const value = z.union([z.number(), z.string(), z.null()])

export const BREACH_KINDS = [
  'baseline',
  'plan',
  'identity',
  'packs',
  'digest',
  'hash',
  'population',
  'metric',
  'expectation',
] as const

const breachSchema = z
  .object({
    kind: z.enum(BREACH_KINDS),
    what: text.describe('What does not hold: stateHash, entropy, seed ...'),
    tick: tick.nullable().describe('null where it is of no tick.'),
    expected: value,
    found: value,
    band: text.nullable().describe('The band in words; null where nothing but equality counts.'),
    by: text.nullable().describe('How far off it is, in words: +7.2 %.'),
  })
  .describe('One thing that is not as the baseline has it.')

const windowSchema = z.object({
  corner: site,
  size: site,
  expected: z.array(z.number()).describe('x fastest, then y, then z.'),
  found: z.array(z.number()),
})

const differenceSchema = z.object({
  tick: tick.describe('The first tick whose states differ.'),
  plane: text.describe('cells, a plane such as `channel heat`, or what is no plane.'),
  cell: z.int().min(0).nullable().describe('Flat index of the first cell that differs.'),
  site: site.nullable(),
  expected: z.number().nullable(),
  found: z.number().nullable(),
  planes: z.array(z.object({ plane: text, differing: z.int().min(0) })),
  window: windowSchema.nullable(),
  picture: z.array(text).describe('The window as lines of text.'),
})

const divergenceSchema = z.object({
  kind: z
    .enum(['located', 'common', 'not-repeated', 'unknown'])
    .describe(
      'located: the tick and the cell are known. common: no other back end gives the baseline ' +
        'either. not-repeated: it did not happen again. unknown: see reason.',
    ),
  lastGoodTick: tick.nullable().describe('The last mark that holds; null where none does.'),
  firstBadTick: tick.describe('The first mark or probe that does not.'),
  suspect: text.describe('The back end that was tried.'),
  twin: text.nullable().describe('The one it was compared with.'),
  attempts: z.int().min(0).describe('How often it was run again.'),
  reason: text.nullable(),
  first: differenceSchema.nullable(),
})

const probeSchema = z.object({
  tick,
  population: z.number().nullable().describe('null where it is infinite.'),
  cellsHash: text.nullable(),
  stateHash: text.nullable(),
  metrics: z.record(text, z.number()),
})

const outcomeSchema = z
  .enum(['passed', 'failed', 'invalid', 'timeout', 'crashed'])
  .describe(
    'failed: a breach. invalid: the scenario cannot be run. timeout: it took too long. crashed: ' +
      'its thread ended, of an error or for want of memory.',
  )

const scenarioSchema = z.object({
  name: text,
  path: text
    .nullable()
    .describe('Relative to the root of the suite; null where it is written out.'),
  document: text.nullable().describe('The scenario, where it is written out in the suite.'),
  outcome: outcomeSchema,
  message: text.nullable().describe('Why it is no run to compare; null where it is one.'),
  backend: text.nullable(),
  ticks: tick.nullable(),
  durationMs: z.number().min(0),
  breaches: z.array(breachSchema),
  divergence: divergenceSchema.nullable(),
  probes: z.array(probeSchema),
  summary: z.record(text, z.number()).describe('Metrics of the whole run.'),
})

export const reportSchema = z
  .object({
    kind: z.literal('thunderline-qa-report'),
    version: z.literal(REPORT_VERSION),
    engine: text.describe('The version of Thunderline.'),
    suite: text,
    file: text.nullable().describe("The suite's file, as it was named."),
    backend: text.describe('The back end that was asked for.'),
    passed: z.boolean(),
    exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    counts: z.object({
      scenarios: z.int().min(0),
      passed: z.int().min(0),
      failed: z.int().min(0).describe('All that have not passed, whatever their outcome.'),
    }),
    durationMs: z.number().min(0),
    problems: z.array(text).describe('What is wrong with the suite and not with one scenario.'),
    scenarios: z.array(scenarioSchema).describe('In the order of the suite.'),
  })
  .describe('What a suite of Thunderline scenarios came to.')

export type SuiteReport = z.infer<typeof reportSchema>
export type EntryReport = z.infer<typeof scenarioSchema>
export type Breach = z.infer<typeof breachSchema>
export type BreachKind = Breach['kind']
export type DivergenceReport = z.infer<typeof divergenceSchema>
export type DifferenceReport = z.infer<typeof differenceSchema>

/** The JSON Schema (draft 2020-12) of reports. */
export function buildReportJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(reportSchema, { io: 'input' }) as Record<string, unknown>
}
