/** A real record, and a desk at which studies, promotions, resources and lineage are asked for. */
import { expect } from 'vitest'
import { buildLineageHandlers } from '../api/handlers/lineage-handlers.ts'
import { buildStudyHandlers } from '../api/handlers/study-handlers.ts'
import { buildStudyImportHandlers } from '../api/handlers/study-import-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { buildResourceHandlers } from '../app/build-resource-handlers.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { createRunFolder, OPEN_GATE, type RunPlace } from './run-place.ts'

export interface DeskPlace {
  readonly place: RunPlace
  readonly record: ServerRecord
  readonly desk: OperationDesk
  /** Asks as an administrator of that name. */
  ask<T>(name: string, input: object, id?: string): Promise<T>
  /** Ends it all; nothing may have been logged. */
  close(): Promise<void>
}

/**
 * Opens them, with one worker for trials.
 *
 * @param pollMs how often it is looked whether there is something to do.
 */
export async function openDeskPlace(pollMs = 50): Promise<DeskPlace> {
  const lines: string[] = []
  const place = await createRunFolder()
  const config = { ...place.config, trialWorkers: 1 }
  const options = { threads: 0, isAuditing: false, pollMs }
  const record = await openServerRecord(config, (line) => lines.push(line), options)
  const { database, studies, bus } = record
  const of = { database, studies: studies.desk }
  const desk = new OperationDesk({
    gate: OPEN_GATE,
    handlers: [
      ...buildResourceHandlers(record),
      ...buildLineageHandlers(record),
      ...buildStudyHandlers(of),
      ...buildStudyImportHandlers({ ...of, verifier: studies.verifier }),
    ],
    async publishEvent(event, request) {
      const published = await bus.publishEvent(event, request)
      await bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
  return {
    ...{ place, record, desk },
    async ask<T>(name: string, input: object, id = 'someone') {
      const principal = { id, scopes: ['admin'] }
      const caller = { principal, surface: 'rest', rateKey: 'k', correlationId: 'c' } as const
      return (await desk.call(name, input, caller)) as T
    },
    async close() {
      await record.close()
      await place.dispose()
      expect(lines).toEqual([])
    },
  }
}
