/** What an external Cerebros can be asked for, across the bridge. */
import { z } from 'zod'
import { sha256 } from '../telemetry/event-fields.ts'

/** All there is; a server knows the shapes of what each takes and gives. */
export const BRIDGE_OPS = ['describe', 'propose', 'evaluate'] as const

export type BridgeOp = (typeof BRIDGE_OPS)[number]

/** How long an answer is waited for where nobody says. Seeds: PR-3, `default_timeout_ms`. */
export const BRIDGE_TIMEOUT_MS = 5000

/** The longest that anybody may wait. */
export const MAX_BRIDGE_TIMEOUT_MS = 60_000

/** Where an answer came from: the other side, what was kept, or a call that was under way already. */
export const BRIDGE_SOURCES = ['peer', 'cache', 'shared'] as const

export type BridgeSource = (typeof BRIDGE_SOURCES)[number]

/** An answer of the other side, held to its shape and its hashes. */
export const bridgeAnswerSchema = z
  .strictObject({
    op: z.enum(BRIDGE_OPS).meta({ description: 'What was asked for.' }),
    result: z.json().meta({ description: 'What came back, as its operation has it.' }),
    source: z.enum(BRIDGE_SOURCES).meta({
      description: 'Where it came from: `cache` where it was kept, `shared` with a call under way.',
    }),
    request_sha256: sha256(
      'The hash of the canonical request that was sent, nonce and time in it.',
    ),
    result_sha256: sha256('The hash of the canonical result.'),
  })
  .meta({ id: 'BridgeAnswer', description: 'An answer of an external Cerebros.' })
