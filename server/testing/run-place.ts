/** Places for the record of a server with its runs, embedded and on PostgreSQL, and calls of its operations. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { AutomataRun } from '../../engine/resources/automata-run.ts'
import { buildRunHandlers } from '../api/handlers/run-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import type { ServerRecord } from '../app/server-record.ts'
import type { Gate } from '../policy/gate.ts'
import { createEmbeddedFolder } from './embedded-folder.ts'
import { sharePostgres } from './postgres.ts'

export interface RunPlace {
  readonly config: {
    readonly dataFolder: string
    readonly databaseUrl: string | undefined
    readonly auditMinutes: number
  }
  dispose(): Promise<void>
}

const auditMinutes = 1_000

/** In a folder. */
export async function createRunFolder(): Promise<RunPlace> {
  const { folder, dispose } = await createEmbeddedFolder()
  return {
    config: { dataFolder: dirname(folder), databaseUrl: undefined, auditMinutes },
    dispose: async () => dispose(),
  }
}

/** In a database of the server that tests share. */
export async function createRunDatabase(): Promise<RunPlace> {
  const server = await sharePostgres()
  const dataFolder = mkdtempSync(join(tmpdir(), 'thunderline-runs-'))
  return {
    config: { dataFolder, databaseUrl: await server.createDatabase(), auditMinutes },
    dispose: async () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

/** What allows everything and writes nothing down: what is tried is what stands behind the gate. */
export const OPEN_GATE: Gate = {
  decide: async () => ({ id: 'verdict', decision: 'allow', reason: 'all is', cause: undefined }),
  mask: (_principal, _resource, value) => value,
  admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  charge: () => {},
}

export interface RunCaller {
  call<T = AutomataRun>(name: string, input: object): Promise<T>
  /** Asks until a run is in one of these states. */
  until(runId: string, states: readonly string[]): Promise<AutomataRun>
}

/** Calls operations of runs as somebody of that name. */
export function callRuns({ runs, bus }: ServerRecord, id = 'token-1'): RunCaller {
  const desk = new OperationDesk({
    gate: OPEN_GATE,
    handlers: buildRunHandlers({ runs: runs.desk }),
    async publishEvent(event, request) {
      const published = await bus.publishEvent(event, request)
      await bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
  const call = async <T>(name: string, input: object) =>
    (await desk.call(name, input, {
      ...{ principal: { id, scopes: ['write'] }, surface: 'rest', rateKey: id },
      correlationId: 'request-1',
    })) as T
  return {
    call,
    async until(runId, states) {
      for (;;) {
        const run = await call<AutomataRun>('runs.get', { run_id: runId })
        if (states.includes(run.state)) return run
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}

/** States in which nothing may happen to a run any more. */
export const OVER = ['completed', 'failed', 'cancelled'] as const

/** An event on record of a run, or of a share of a machine that it had. */
export interface EventOfRun {
  readonly id: string
  readonly type: string
  readonly causationid?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What is on record of a run, in order. */
export async function eventsOf({ ledger }: ServerRecord, runId: string): Promise<EventOfRun[]> {
  const events = (await ledger.read(0, 100_000)).map(
    (text) => parseEntry(text).event as unknown as EventOfRun,
  )
  const own = events.filter(({ data }) => data.run_id === runId || data.of === runId)
  const shares = new Set(own.map(({ data }) => data.allocation_id))
  shares.delete(undefined)
  return events.filter((event) => own.includes(event) || shares.has(event.data.allocation_id))
}
