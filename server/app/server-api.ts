/** What can be asked of a server: the gate, the one desk behind it, and who comes in, over an open record. */
import type { FastifyInstance } from 'fastify'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { ApiOptions } from '../api/add-api.ts'
import type { Door } from '../api/door.ts'
import { describeFailure } from '../api/failure.ts'
import type { OperationDesk } from '../api/operation-desk.ts'
import { LiveSockets } from '../api/sockets/live-sockets.ts'
import { checkOrigin, type OriginConfig } from '../policy/check-origin.ts'
import { openGate } from '../policy/open-gate.ts'
import type { PolicyGate } from '../policy/policy-gate.ts'
import { buildDesk } from './build-desk.ts'
import type { ServerRecord } from './server-record.ts'

export interface ServerApi {
  readonly gate: PolicyGate
  readonly desk: OperationDesk
  /** For the server of HTTP. */
  readonly options: ApiOptions
  /** Puts sockets on it; they end with it. */
  addSockets(server: FastifyInstance): Promise<void>
  /** Ends the gate; to be called before the record is closed. */
  close(): Promise<void>
}

/** How long a start waits for what is made of events to be up to date. */
const HEARING_MS = 30_000

/**
 * Opens the API of a record.
 *
 * @throws what `openGate` throws.
 */
export async function openServerApi(
  record: ServerRecord,
  config: OriginConfig,
  onProblem: (problem: unknown) => void,
): Promise<ServerApi> {
  const { ledger, bus, database, signer } = record
  await bus.waitUntilHeard(ledger.head.size - 1, HEARING_MS)
  const gate = await openGate({
    ...{ database, bus, signer, operations: ALL_OPERATIONS, onProblem },
    cedar: await loadCedar(),
    wallTimeMs: () => Date.now(),
    nowMs: () => performance.now(),
  })
  const desk = buildDesk(record, gate)
  const door: Door = {
    authenticate: (token) => gate.authenticate(token === undefined ? undefined : `Bearer ${token}`),
    isWelcome: (request) => checkOrigin(request, config) === undefined,
  }
  return {
    ...{ gate, desk },
    options: { desk, door, version: manifest.version, onDefect: onProblem },
    async addSockets(server) {
      const sockets = await LiveSockets.open(server.server, {
        ...{ feed: bus.feed, hub: record.runs.hub, gate, desk, door, onProblem },
        readMetrics: async () => ({ thunderline_ledger_entries: ledger.head.size }),
        describe: describeFailure,
      })
      server.addHook('preClose', () => sockets.close())
    },
    close: () => gate.close(),
  }
}
