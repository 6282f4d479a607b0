/** What can be asked of a server: the gate, the one desk behind it, and who comes in, over an open record. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { ApiOptions } from '../api/add-api.ts'
import type { Door } from '../api/door.ts'
import { describeFailure } from '../api/failure.ts'
import { buildBridgeHandlers } from '../api/handlers/bridge-handlers.ts'
import { buildMetricsHandlers } from '../api/handlers/metrics-handlers.ts'
import { buildPolicyHandlers } from '../api/handlers/policy-handlers.ts'
import type { FindHindrances } from '../api/health-routes.ts'
import { createDeskObserver } from '../api/observe-desk.ts'
import type { OperationDesk } from '../api/operation-desk.ts'
import { LiveSockets } from '../api/sockets/live-sockets.ts'
import { PROJECTIONS } from '../events/projections/all-projections.ts'
import { flattenFamilies } from '../observability/metric-family.ts'
import { ProcessMetrics } from '../observability/process-metrics.ts'
import { isWelcome, type OriginConfig } from '../policy/check-origin.ts'
import { openFirstToken } from '../policy/first-token.ts'
import { openGate, type Rates } from '../policy/open-gate.ts'
import type { PolicyGate } from '../policy/policy-gate.ts'
import { buildDesk } from './build-desk.ts'
import { TablesBehindError } from './errors.ts'
import { type BridgeConfig, openBridge } from './open-bridge.ts'
import { startRetention } from './retention.ts'
import { ServerMetrics } from './server-metrics.ts'
import type { ServerRecord } from './server-record.ts'
import { createQuietWatch, type ServerWatch } from './server-watch.ts'

export interface ServerApi {
  readonly gate: PolicyGate
  readonly desk: OperationDesk
  /** Why the server cannot do its work: what hinders the record, or the gate. */
  readonly findHindrances: FindHindrances
  /** For the server of HTTP. */
  readonly options: ApiOptions
  /** Puts sockets on it; they end with it. */
  addSockets(server: FastifyInstance): Promise<void>
  /** The token of whoever started the server, where there is one that counts; it is kept in a folder. */
  openFirstToken(folder: string): Promise<string | undefined>
  /** Ends the gate; to be called before the record is closed. */
  close(): Promise<void>
}

/** How long a start waits for what is made of events to be up to date. */
const HEARING_MS = 30_000

/**
 * Opens the API of a record.
 *
 * @param watch is told of all that is asked; nobody is when left out.
 * @param rates how often callers may ask, where that is not as usual.
 * @throws what `openGate` throws.
 */
export async function openServerApi(
  record: ServerRecord,
  config: OriginConfig & BridgeConfig,
  onProblem: (problem: unknown) => void,
  watch: ServerWatch = createQuietWatch(),
  rates: Partial<Rates> = {},
): Promise<ServerApi> {
  const { ledger, bus, database, signer } = record
  // By tables that are behind, a token that was revoked would count again.
  while (!(await bus.waitUntilHeard(ledger.head.size - 1, HEARING_MS, PROJECTIONS))) {
    onProblem(new TablesBehindError({ entries: ledger.head.size }))
  }
  const gate = await openGate({
    ...{ database, bus, signer, operations: ALL_OPERATIONS, onProblem, rates },
    cedar: await loadCedar(),
    wallTimeMs: () => Date.now(),
    nowMs: () => performance.now(),
  })
  const findHindrances = () => [...record.findHindrances(), ...gate.findHindrances()]
  const guarded = { ...record, findHindrances }
  let sockets: LiveSockets | undefined
  const processMetrics = new ProcessMetrics()
  const metrics = new ServerMetrics({
    ...{ record: guarded, counters: watch.counters, process: processMetrics },
    socketStats: () => sockets?.stats,
  })
  const readMetrics = () => metrics.read()
  const bridge = openBridge({ config, signer, gate, watch, onProblem })
  const more = [
    ...buildBridgeHandlers({ bridge }),
    ...buildMetricsHandlers({ readMetrics }),
    ...buildPolicyHandlers({ gate, database, wallTimeMs: () => Date.now() }),
  ]
  const desk = buildDesk(guarded, gate, more, createDeskObserver(watch))
  const retention = startRetention({
    database,
    desk,
    gate,
    wallTimeMs: () => Date.now(),
    onProblem,
  })
  const door: Door = {
    authenticate: (token) => gate.authenticate(token === undefined ? undefined : `Bearer ${token}`),
    isWelcome: (request) => isWelcome(request, config),
    isListed: (origin) => config.origins.includes(origin),
    isOn: (flag) => gate.isOn(flag),
    admit(rateKey) {
      const admission = gate.admit(rateKey)
      if (!admission.isAdmitted) watch.counters.rateRefusals++
      return admission
    },
  }
  return {
    ...{ gate, desk, findHindrances },
    options: { desk, door, version: manifest.version, onDefect: onProblem },
    async addSockets(server) {
      const opened = await LiveSockets.open(server.server, {
        ...{ feed: bus.feed, hub: record.runs.hub, gate, desk, door, onProblem },
        presence: gate.presence,
        studies: record.studies.watch,
        readMetrics: async () => flattenFamilies(await readMetrics()),
        describe: describeFailure,
        async isInForce(seq) {
          if (!(await bus.waitUntilHeard(seq, HEARING_MS, PROJECTIONS))) return false
          await gate.governance.refresh()
          return true
        },
      })
      sockets = opened
      server.addHook('preClose', () => opened.close())
    },
    openFirstToken: (folder) =>
      openFirstToken(folder, gate, {
        async publishEvent(event) {
          const { seq } = await bus.publishEvent(event, { correlationId: randomUUID() })
          await bus.waitUntilHeard(seq, HEARING_MS)
        },
      }),
    async close() {
      processMetrics.close()
      bridge.close()
      await retention.stop()
      await gate.close()
    },
  }
}
