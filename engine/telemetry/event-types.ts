/**
 * Every kind of event there is. What is not written down here is not published: the event bus refuses it.
 * `docs/telemetry.md` is held to this list by a test.
 */
import { z } from 'zod'
import { ENTROPY_SAMPLE } from './entropy-sample.ts'
import type { EventOf, EventType } from './event-type.ts'
import { MAX_METADATA_CHARS } from './telemetry-event.ts'

const amount = z.number().min(0)
const count = z.int().min(0)

/** A field with its unit and what it is. */
const field = <T extends z.ZodType>(schema: T, unit: string, description: string) =>
  schema.meta({ unit, description })

const text = (description: string) =>
  z.string().min(1).max(MAX_METADATA_CHARS).meta({ description })

const backend = text('The back end that ran it; `none` where none did.')

/** Told once for each scenario of a suite, whatever its outcome. */
export const SCENARIO_COMPLETED = {
  name: 'ca.qa.scenario.completed',
  version: 1,
  about: 'A scenario of a suite is done, whatever came of it.',
  subject: 'scenario',
  measurements: z.strictObject({
    duration_ms: field(amount, 'ms', 'How long the scenario took.'),
    entropy_mean: field(
      amount.optional(),
      'bit',
      'The mean over its probes of the entropy of the state; absent where no probe measured it.',
    ),
    convergence_steps: field(
      count.optional(),
      'tick',
      'The first tick whose state comes back; absent where `period` is not measured, or none has come back.',
    ),
  }),
  metadata: z.strictObject({
    suite: text('The name of the suite.'),
    scenario: text('The name of the entry.'),
    backend,
    outcome: z
      .enum(['passed', 'failed', 'invalid', 'timeout', 'crashed'])
      .meta({ description: 'As in the report of the suite.' }),
  }),
} as const satisfies EventType

/** Told once for each run of a suite that comes to its end. */
export const SUITE_COMPLETED = {
  name: 'ca.qa.suite.completed',
  version: 1,
  about: 'All scenarios of a suite that were selected are done.',
  subject: 'suite',
  measurements: z.strictObject({
    duration_ms: field(amount, 'ms', 'How long the suite took.'),
    scenarios: field(count, 'scenario', 'How many were run.'),
    passed: field(count, 'scenario', 'How many passed.'),
    failed: field(count, 'scenario', 'How many did not, whatever their outcome.'),
  }),
  metadata: z.strictObject({
    suite: text('The name of the suite.'),
    backend: text('The back end that was asked for.'),
    outcome: z
      .enum(['passed', 'failed'])
      .meta({ description: 'Whether the suite as a whole passed.' }),
  }),
} as const satisfies EventType

/** Told whenever entropy has been measured. */
const ENTROPY_SAMPLED = {
  name: ENTROPY_SAMPLE,
  version: 1,
  about: 'The entropy of a run has been measured.',
  subject: 'scenario',
  measurements: z.strictObject({
    tick: field(count, 'tick', 'The tick whose state was measured.'),
    entropy: field(amount, 'bit', 'The entropy of the state.'),
    entropy_normalized: field(
      amount.optional(),
      '1',
      'That over the most that the number of states allows: 0 to 1.',
    ),
  }),
  metadata: z.strictObject({
    scenario: text('The title of the run.'),
    rule: text('The rule that was in force; only the begin of a long one.'),
    backend,
  }),
} as const satisfies EventType

/** The whole registry. */
export const EVENT_TYPES = Object.freeze([
  SCENARIO_COMPLETED,
  SUITE_COMPLETED,
  ENTROPY_SAMPLED,
] as const)

/** Each kind of event by its name. */
export type KnownEvents = {
  readonly [T in (typeof EVENT_TYPES)[number] as T['name']]: EventOf<T>
}
