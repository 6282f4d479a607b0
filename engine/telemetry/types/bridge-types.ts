/** What the bridge to an external Cerebros tells of its calls: each that starts stops, or ends in an exception. */
import { z } from 'zod'
import { amount, count, measured, text } from '../event-fields.ts'
import type { EventOf, MeasureType } from '../event-type.ts'

const op = text('What is asked for: `describe`, `propose`, `evaluate`.')
const duration_ms = measured(amount, 'ms', 'How long it took.')
const ofBridge = {
  kind: 'measure',
  version: 1,
  publisher: 'server/cerebros',
  subject: 'op',
} as const

/** Seeds: day 0, PR-3. A call that is disabled never starts, and tells nothing. */
export const BRIDGE_TYPES = [
  {
    ...ofBridge,
    name: 'cerebros.bridge.invoke.start',
    about: 'An external Cerebros is asked for something.',
    measurements: z.strictObject({
      timeout_ms: measured(count, 'ms', 'How long its answer is waited for.'),
    }),
    metadata: z.strictObject({ op }),
  },
  {
    ...ofBridge,
    name: 'cerebros.bridge.invoke.stop',
    about: 'There is an answer, of the right shape.',
    measurements: z.strictObject({
      duration_ms,
      result_bytes: measured(count, 'By', 'The size of the canonical result.'),
    }),
    metadata: z.strictObject({
      op,
      source: text('Where it came from: `peer`, `cache`, or `shared` with a call under way.'),
    }),
  },
  {
    ...ofBridge,
    name: 'cerebros.bridge.invoke.exception',
    about: 'There is no answer that can be used.',
    measurements: z.strictObject({ duration_ms }),
    metadata: z.strictObject({
      op,
      code: text(
        'Why: `args`, `busy`, `timeout`, `unreachable`, `refused`, `answer`, `result`, `closed`.',
      ),
    }),
  },
] as const satisfies readonly MeasureType[]

/** What the bridge publishes. */
export type BridgeEvent = EventOf<(typeof BRIDGE_TYPES)[number]>
