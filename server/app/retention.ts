/** Has artifacts expire whose time is over, by the gate like anybody else: as a principal of the server's own. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Artifact } from '../../engine/resources/artifact.ts'
import { ARTIFACTS_EXPIRE } from '../../engine/resources/operations/artifact-operations.ts'
import {
  DeniedError,
  NotFoundError,
  StateConflictError,
  TooManyRequestsError,
} from '../api/errors.ts'
import type { OperationDesk } from '../api/operation-desk.ts'
import { ArtifactRetention, type ExpiryOutcome } from '../artifacts/artifact-retention.ts'
import { PacedLoop } from '../events/paced-loop.ts'
import type { Principal } from '../policy/gate.ts'
import type { PolicyGate } from '../policy/policy-gate.ts'
import type { Database } from '../storage/database.ts'

/** Who has artifacts expire; no token has such an id. Policies may forbid it some, or all. */
export const RETENTION: Principal = Object.freeze({
  id: 'retention',
  scopes: Object.freeze([ARTIFACTS_EXPIRE.scope]),
})

const EVERY_MS = 3_600_000

export interface RetentionParts {
  readonly database: Database
  readonly desk: Pick<OperationDesk, 'call'>
  readonly gate: Pick<PolicyGate, 'governance'>
  wallTimeMs(): number
  readonly onProblem?: (problem: unknown) => void
}

/** Does it now, and every so often until it is stopped. */
export function startRetention(parts: RetentionParts): PacedLoop {
  const retention = createRetention(parts)
  const loop: PacedLoop = new PacedLoop({
    ...{ pauseMs: EVERY_MS, onProblem: parts.onProblem },
    async work() {
      await retention.run(() => loop.isStopped)
      return EVERY_MS
    },
  })
  loop.wake()
  return loop
}

/** The same to be done once. */
export function createRetention(parts: RetentionParts): ArtifactRetention {
  const { database, gate, wallTimeMs, onProblem } = parts
  return new ArtifactRetention({
    ...{ queries: database, wallTimeMs, onProblem },
    expire: (artifact) => expire(parts.desk, artifact),
    ground() {
      const { policies, flags } = gate.governance.latest ?? {}
      return JSON.stringify([policies?.sha256, flags])
    },
  })
}

async function expire(desk: RetentionParts['desk'], { sha256 }: Artifact): Promise<ExpiryOutcome> {
  const input = { sha256, reason: 'Its time is over.' }
  const caller = { principal: RETENTION, surface: 'job', rateKey: `token ${RETENTION.id}` } as const
  for (;;) {
    try {
      await desk.call(ARTIFACTS_EXPIRE.name, input, { ...caller, correlationId: randomUUID() })
      return 'expired'
    } catch (error) {
      if (error instanceof DeniedError) return 'kept'
      // Another has been faster, or somebody has put it in production meanwhile, which need not last.
      if (error instanceof StateConflictError || error instanceof NotFoundError) return 'hindered'
      if (!(error instanceof TooManyRequestsError)) throw error
      await wait(error.details.retryAfterMs)
    }
  }
}
