/** What is told of the entropy of runs. */
import { z } from 'zod'
import { ENTROPY_SAMPLE } from '../entropy-sample.ts'
import { amount, backendText, count, measured, text } from '../event-fields.ts'
import type { MeasureType } from '../event-type.ts'

/** Told whenever entropy has been measured. */
export const ENTROPY_SAMPLED = {
  kind: 'measure',
  name: ENTROPY_SAMPLE,
  version: 1,
  about: 'The entropy of a run has been measured.',
  publisher: 'engine/cli, engine/worker',
  subject: 'scenario',
  measurements: z.strictObject({
    tick: measured(count, 'tick', 'The tick whose state was measured.'),
    entropy: measured(amount, 'bit', 'The entropy of the state.'),
    entropy_normalized: measured(
      amount.optional(),
      '1',
      'That over the most that the number of states allows: 0 to 1.',
    ),
  }),
  metadata: z.strictObject({
    scenario: text('The title of the run.'),
    rule: text('The rule that was in force; only the begin of a long one.'),
    backend: backendText,
  }),
} as const satisfies MeasureType
