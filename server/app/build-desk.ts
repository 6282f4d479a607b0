/** The one desk of a server: all operations with what does them. */
import { randomUUID } from 'node:crypto'
import manifest from '../../package.json' with { type: 'json' }
import { NotHeardError } from '../api/errors.ts'
import type { Handler } from '../api/handler.ts'
import { buildCompileHandlers } from '../api/handlers/compile-handlers.ts'
import { buildDeadLetterHandlers } from '../api/handlers/dead-letter-handlers.ts'
import { buildEventHandlers } from '../api/handlers/event-handlers.ts'
import { buildLedgerHandlers } from '../api/handlers/ledger-handlers.ts'
import { buildLineageHandlers } from '../api/handlers/lineage-handlers.ts'
import { buildRunHandlers } from '../api/handlers/run-handlers.ts'
import { buildStudyHandlers } from '../api/handlers/study-handlers.ts'
import { buildStudyImportHandlers } from '../api/handlers/study-import-handlers.ts'
import { buildSystemHandlers } from '../api/handlers/system-handlers.ts'
import { type DeskObserver, OperationDesk } from '../api/operation-desk.ts'
import { PROJECTIONS } from '../events/projections/all-projections.ts'
import type { Gate } from '../policy/gate.ts'
import { buildResourceHandlers } from './build-resource-handlers.ts'
import type { ServerRecord } from './server-record.ts'

/** What publishes waits so long for what is made of its events. */
const HEARING_MS = 5000

/** All handlers over a record. */
function buildHandlers(record: ServerRecord): readonly Handler[] {
  const { ledger, bus, audits, database, artifacts, runs, studies, findHindrances } = record
  const clocks = { nowMs: () => performance.now(), wallTimeMs: () => Date.now() }
  const startMs = performance.now()
  return [
    ...buildLedgerHandlers({ ledger, audits, ...clocks }),
    ...buildEventHandlers({ log: ledger }),
    ...buildLineageHandlers(record),
    ...buildDeadLetterHandlers({ bus }),
    ...buildRunHandlers({ runs: runs.desk }),
    ...buildStudyHandlers({ database, studies: studies.desk }),
    ...buildStudyImportHandlers({ database, studies: studies.desk, verifier: studies.verifier }),
    ...buildCompileHandlers({
      ...{ database, files: artifacts, desk: runs.compiler },
      newId: () => randomUUID(),
      nowMs: clocks.nowMs,
    }),
    ...buildSystemHandlers({
      version: manifest.version,
      findHindrances,
      listStats: () => bus.listStats(),
      uptimeMs: () => performance.now() - startMs,
    }),
    ...buildResourceHandlers(record),
  ]
}

/**
 * Builds the desk of a record, behind a gate.
 *
 * @param more handlers of what is not made of the record.
 * @param observer sees all that is asked.
 */
export function buildDesk(
  record: ServerRecord,
  gate: Gate,
  more: readonly Handler[] = [],
  observer?: DeskObserver,
): OperationDesk {
  return new OperationDesk({
    gate,
    ...(observer === undefined ? {} : { observer }),
    handlers: [...buildHandlers(record), ...more],
    async publishEvent(event, request) {
      const published = await record.bus.publishEvent(event, request)
      const { seq } = published
      // Answers are read from tables: by older ones they could say what is not so.
      const isHeard = await record.bus.waitUntilHeard(seq, HEARING_MS, PROJECTIONS)
      if (!isHeard) throw new NotHeardError({ seq })
      return published
    },
  })
}
