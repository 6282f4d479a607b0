/** What the quality gate tells. */
import { z } from 'zod'
import { amount, backendText, count, measured, text } from '../event-fields.ts'
import type { MeasureType } from '../event-type.ts'

/** Told once for each scenario of a suite, whatever its outcome. */
export const SCENARIO_COMPLETED = {
  kind: 'measure',
  name: 'ca.qa.scenario.completed',
  version: 1,
  about: 'A scenario of a suite is done, whatever came of it.',
  publisher: 'engine/qa',
  subject: 'scenario',
  measurements: z.strictObject({
    duration_ms: measured(amount, 'ms', 'How long the scenario took.'),
    entropy_mean: measured(
      amount.optional(),
      'bit',
      'The mean over its probes of the entropy of the state; absent where no probe measured it.',
    ),
    convergence_steps: measured(
      count.optional(),
      'tick',
      'The first tick whose state comes back; absent where `period` is not measured, or none has come back.',
    ),
  }),
  metadata: z.strictObject({
    suite: text('The name of the suite.'),
    scenario: text('The name of the entry.'),
    backend: backendText,
    outcome: z
      .enum(['passed', 'failed', 'invalid', 'timeout', 'crashed'])
      .meta({ description: 'As in the report of the suite.' }),
  }),
} as const satisfies MeasureType

/** Told once for each run of a suite that comes to its end. */
export const SUITE_COMPLETED = {
  kind: 'measure',
  name: 'ca.qa.suite.completed',
  version: 1,
  about: 'All scenarios of a suite that were selected are done.',
  publisher: 'engine/qa',
  subject: 'suite',
  measurements: z.strictObject({
    duration_ms: measured(amount, 'ms', 'How long the suite took.'),
    scenarios: measured(count, 'scenario', 'How many were run.'),
    passed: measured(count, 'scenario', 'How many passed.'),
    failed: measured(count, 'scenario', 'How many did not, whatever their outcome.'),
  }),
  metadata: z.strictObject({
    suite: text('The name of the suite.'),
    backend: text('The back end that was asked for.'),
    outcome: z
      .enum(['passed', 'failed'])
      .meta({ description: 'Whether the suite as a whole passed.' }),
  }),
} as const satisfies MeasureType
