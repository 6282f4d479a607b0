/** What can be asked of an external Cerebros, across the bridge. */
import { z } from 'zod'
import { BRIDGE_OPS, bridgeAnswerSchema, MAX_BRIDGE_TIMEOUT_MS } from '../bridge.ts'
import { wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'

const MAX_NAME_CHARS = 64
const MAX_BODY_BYTES = 256 * 1024

export const BRIDGE_INVOKE = defineOperation({
  name: 'bridge.invoke',
  about:
    'Asks an external Cerebros; refused with `bridge/disabled` unless its flag and its setting are on.',
  resource: 'System',
  scope: 'admin',
  kind: 'command',
  method: 'POST',
  path: '/bridge/invoke',
  input: z.strictObject({
    op: z.enum(BRIDGE_OPS).meta({ description: 'What is asked for.' }),
    args: z
      .record(z.string().min(1).max(MAX_NAME_CHARS), z.unknown())
      .default({})
      .meta({ description: 'What it takes, as `docs/bridge.md` has it.' }),
    timeout_ms: wholeNumberInput(
      1,
      MAX_BRIDGE_TIMEOUT_MS,
      'How long the answer is waited for, in milliseconds; 5000 where absent.',
    ).optional(),
    is_fresh: z
      .boolean()
      .optional()
      .meta({ description: 'Whether an answer that was kept will not do.' }),
  }),
  output: bridgeAnswerSchema,
  isTool: true,
  maxBodyBytes: MAX_BODY_BYTES,
})
