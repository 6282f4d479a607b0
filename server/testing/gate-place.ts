/** A gate over a record, and a desk behind it with the operations of policies. */
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { buildPolicyHandlers } from '../api/handlers/policy-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import type { GateRequest, Principal } from '../policy/gate.ts'
import type { GuardedOperation } from '../policy/gate-schema.ts'
import { type GateOptions, openGate } from '../policy/open-gate.ts'
import type { PolicyGate } from '../policy/policy-gate.ts'
import type { RunPlace } from './run-place.ts'

export const ADMIN: Principal = { id: 'ada', scopes: ['read', 'write', 'admin'] }
export const READER: Principal = { id: 'rita', scopes: ['read'] }

/** What is asked where nothing else is said. */
export const REQUEST: GateRequest = {
  ...{ principal: READER, action: 'policies.get', surface: 'rest', isCommand: false },
  resource: { type: 'Policy', id: '*' },
  correlationId: 'request-1',
}

export interface GateRoom {
  readonly record: ServerRecord
  readonly gate: PolicyGate
  readonly problems: unknown[]
  call(name: string, input: object, principal?: Principal): Promise<unknown>
  /** Everything that is on record, in order. */
  readEvents(): Promise<readonly { readonly type: string; readonly data: never }[]>
  close(): Promise<void>
}

/** Opens both; a place can be opened again after `close`. */
export async function openGateRoom(
  place: RunPlace,
  options: Partial<Omit<GateOptions, 'operations'>> & {
    readonly operations?: readonly GuardedOperation[]
  } = {},
): Promise<GateRoom> {
  const problems: unknown[] = []
  const record = await openServerRecord(place.config, (line) => problems.push(line))
  const { bus, database, signer, ledger } = record
  await bus.waitUntilHeard(ledger.head.size - 1, 60_000)
  const gate = await openGate({
    ...{ bus, database, signer, operations: ALL_OPERATIONS, cedar: await loadCedar() },
    wallTimeMs: () => Date.now(),
    nowMs: () => performance.now(),
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const desk = new OperationDesk({
    gate,
    handlers: buildPolicyHandlers({ gate, database, wallTimeMs: () => Date.now() }),
    async publishEvent(event, request) {
      const published = await bus.publishEvent(event, request)
      await bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
  return {
    ...{ record, gate, problems },
    async call(name, input, principal = ADMIN) {
      const caller = { principal, surface: 'rest', correlationId: 'request-1' } as const
      return await desk.call(name, input, { ...caller, rateKey: gate.rateKey(principal, '::1') })
    },
    async readEvents() {
      const lines: string[] = []
      for (let from = 0; from < ledger.head.size; from = lines.length) {
        lines.push(...(await ledger.read(from, 1000)))
      }
      return lines.map((line) => JSON.parse(line).event)
    },
    async close() {
      await gate.close()
      await record.close()
    },
  }
}
