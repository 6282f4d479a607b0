/** A real record with what a driver of studies needs, and no driver: tests start their own. */
import { join } from 'node:path'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { KeptDocuments } from '../cerebros/kept-documents.ts'
import { StudyThread } from '../cerebros/study-thread.ts'
import { FolderScenarios } from '../jobs/scenario-store.ts'
import { TrialQueue } from '../storage/trial-queue.ts'
import { createRunFolder, type RunPlace } from './run-place.ts'
import { callStudies, type StudyCaller } from './study-place.ts'

export interface DriverPlace {
  readonly place: RunPlace
  readonly record: ServerRecord
  readonly caller: StudyCaller
  readonly queue: TrialQueue
  readonly thread: StudyThread
  readonly texts: FolderScenarios
  /** Ends it all. */
  close(): Promise<void>
}

export async function openDriverPlace(): Promise<DriverPlace> {
  const place = await createRunFolder()
  const options = { threads: 0, isAuditing: false, isLeading: false, pollMs: 20 }
  const record = await openServerRecord(place.config, () => {}, options)
  const { database } = record
  const queue = new TrialQueue({ database, isAlone: true, onProblem: () => {} })
  const texts = new FolderScenarios(join(place.config.dataFolder, 'scenarios'))
  const thread = new StudyThread({ queries: database, documents: new KeptDocuments(texts) })
  return {
    ...{ place, record, queue, texts, thread, caller: callStudies(record) },
    async close() {
      await queue.close()
      await thread.close()
      await record.close()
      await place.dispose()
    },
  }
}
