/**
 * Baselines: what the scenarios of a suite came to when they were last accepted.
 *
 * A baseline holds what decides a run (so that a changed scenario is not taken for a changed kernel),
 * the hashes and metrics of its probes, and digests at *marks*, each of all states up to it, between
 * which a divergence is then looked for. It holds no times. The text is canonical: equal baselines,
 * equal bytes.
 */
import { z } from 'zod'
import { checkSchema } from '../scenario/check-schema.ts'
import { FaultList } from '../scenario/fault-list.ts'
import { MAX_PROBES } from '../scenario/scenario-schema.ts'
import { QaFileError } from './errors.ts'
import { MAX_MARKS } from './marks.ts'
import { parseText } from './parse-suite.ts'
import { MAX_PART_CHARACTERS } from './plain-parts.ts'
import { MAX_ENTRIES } from './suite-schema.ts'

const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `needs ${digits} hexadecimal digits`)
const tick = z.int().min(0)
const numbers = z.record(z.string(), z.number())

const observationSchema = z.strictObject({
  identity: z.record(z.string(), hex(16)).describe('A hash of each part that decides the run.'),
  parts: z
    .record(z.string(), z.string().max(MAX_PART_CHARACTERS))
    .optional()
    .describe('What some of those parts are, for people; nothing is compared with it.'),
  packs: z.record(z.string(), z.string()).describe('Hashes of parameter packs by name@version.'),
  ticks: tick,
  digest: z.enum(['every tick', 'marks']),
  probes: z
    .array(
      z.strictObject({
        tick,
        population: z.number().nullable(),
        cellsHash: hex(64).nullable(),
        stateHash: hex(64).nullable(),
        metrics: numbers,
      }),
    )
    .max(MAX_PROBES + 1),
  marks: z
    .array(z.strictObject({ tick, digest: hex(16).nullable() }))
    .max(MAX_MARKS + 1)
    .describe('Digests of all states up to a tick.'),
  summary: numbers.describe('Metrics of the whole run.'),
})

const baselineSchema = z.strictObject({
  version: z.literal(1),
  suite: z.string(),
  scenarios: z
    .record(z.string(), observationSchema)
    .refine(
      (all) => Object.keys(all).length <= MAX_ENTRIES,
      `has more than ${MAX_ENTRIES} entries`,
    ),
})

/** What one run of a scenario came to: what a baseline holds of it. */
export type Observation = z.infer<typeof observationSchema>

export type ObservedProbe = Observation['probes'][number]
export type Mark = Observation['marks'][number]

export type Baseline = z.infer<typeof baselineSchema>

/** A baseline of nothing. */
export function emptyBaseline(suite: string): Baseline {
  return { version: 1, suite, scenarios: {} }
}

/**
 * Reads a baseline.
 *
 * @throws {QaFileError} when it is none, or one of a later version.
 */
export function parseBaseline(text: string): Baseline {
  const document = parseText(text, 'baseline')
  const checked = checkSchema(baselineSchema, document)
  if (checked.success) return checked.data
  const faults = new FaultList(document)
  faults.addIssues(checked.issues)
  const [first] = faults.faults
  const reason = `${first?.field || 'the document'} ${first?.problem}`
  throw new QaFileError({ file: 'baseline', reason })
}

/** The one text of a baseline: keys in order, a mark and a probe's number a line. */
export function formatBaseline(baseline: Baseline): string {
  return `${JSON.stringify(sortKeys(baseline), null, 1)}\n`
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([key, member]) => [key, sortKeys(member)]))
}
