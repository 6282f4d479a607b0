/** The studies of a server: who leads them, who makes their trials, and their desk, opened and closed together. */
import { randomUUID } from 'node:crypto'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { LogFeed } from '../events/log-feed.ts'
import { RunRecord, type RunRecordOptions } from '../jobs/run-record.ts'
import type { ScenarioStore } from '../jobs/scenario-store.ts'
import type { Tracer } from '../observability/tracer.ts'
import type { Database } from '../storage/database.ts'
import type { TrialZone } from '../storage/trial-boss.ts'
import { TrialQueue } from '../storage/trial-queue.ts'
import { AutoMLDriver } from './auto-ml-driver.ts'
import { HPOExecutor } from './hpo-executor.ts'
import { KeptDocuments } from './kept-documents.ts'
import { PromotionEvaluator } from './promotion-evaluator.ts'
import { RecordSource } from './record-source.ts'
import { StudyDesk } from './study-desk.ts'
import { StudyDocuments } from './study-documents.ts'
import { StudyOverviews } from './study-overview.ts'
import { StudyThread } from './study-thread.ts'
import { StudyWatch } from './study-watch.ts'
import { TrialRules } from './trial-rules.ts'
import { TrialVerifier } from './trial-verifier.ts'

export interface StudiesOptions extends RunRecordOptions {
  readonly database: Database
  readonly feed: LogFeed
  /** Where texts of documents are kept. */
  readonly texts: ScenarioStore
  /** Whether the database is embedded: then nobody else is at work on it. */
  readonly isEmbedded: boolean
  readonly artifacts: ArtifactFiles
  /** Trials that are made here at a time; none where nobody says. */
  readonly trialWorkers?: number | undefined
  /** What this machine has for them; `cpu` where nobody says. */
  readonly zones?: readonly TrialZone[] | undefined
  /** Whether trials are proposed here; they are when left out. */
  readonly isLeading?: boolean | undefined
  readonly studyLeaseMs?: number | undefined
  readonly trialLeaseSeconds?: number | undefined
  readonly pollMs?: number | undefined
  readonly tracer?: Tracer
  onProblem(problem: unknown): void
}

export interface Studies {
  readonly desk: StudyDesk
  /** How studies stand, for whoever looks on. */
  readonly watch: StudyWatch
  /** Makes trials again whose ends were imported. */
  readonly verifier: TrialVerifier
  /** Measures challengers and champions beside one another. */
  readonly evaluator: PromotionEvaluator
  /** Which rules trials have run. */
  readonly rules: TrialRules
  /** Gives back what goes on here, and ends, once; to be called first while the record is open. */
  close(): Promise<void>
}

/** Opens the studies, and begins to lead them and to make their trials. */
export function openStudies(options: StudiesOptions): Studies {
  const { database, feed, texts, isEmbedded, artifacts, tracer, onProblem } = options
  const { trialWorkers = 0, zones = ['cpu'], isLeading = true } = options
  const record = new RunRecord(options)
  const name = `cerebros-${randomUUID()}`
  const queue = new TrialQueue({
    ...{ database, isAlone: isEmbedded, onProblem },
    ...(options.trialLeaseSeconds !== undefined && { leaseSeconds: options.trialLeaseSeconds }),
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
  })
  const kept = new KeptDocuments(texts)
  // Whoever looks on never holds up whoever leads.
  const [thread, onlooker] = [openThread(), openThread()]
  function openThread(): StudyThread {
    return new StudyThread({ queries: database, documents: kept })
  }
  const driver = new AutoMLDriver({
    ...{ database, record, feed, queue, name, onProblem, thread },
    documents: kept,
    isAlone: isEmbedded,
    leaseMs: options.studyLeaseMs,
    wallTimeMs: () => Date.now(),
  })
  const source = new RecordSource(database, kept, thread)
  const executor = new HPOExecutor({
    ...{ database, record, queue, artifacts, name, zones, onProblem },
    source,
    threadCount: trialWorkers,
    ...(tracer !== undefined && { tracer }),
    now: () => performance.now(),
  })
  const verifier = new TrialVerifier({
    ...{ source, record, artifacts, name, isMaking: trialWorkers > 0 },
    now: () => performance.now(),
  })
  const documents = new StudyDocuments()
  const records = new StudyDocuments()
  if (isLeading) driver.start()
  executor.start()
  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    // What fails to be given back runs out by itself, and holds up nothing else.
    const parts = [() => driver.stop(), () => executor.stop(), () => queue.close()]
    for (const part of parts) await part().catch(onProblem)
    for (const each of [documents, records, verifier, thread, onlooker]) await each.close()
  }
  const desk = new StudyDesk({
    ...{ database, texts, documents, records, queue },
    now: () => performance.now(),
    overviews: new StudyOverviews(onlooker),
    newId: () => randomUUID(),
  })
  return {
    desk,
    verifier,
    evaluator: new PromotionEvaluator({
      ...{ database, source, artifacts },
      withMaker: (studyId, work) => verifier.withMaker(studyId, work),
      inTurn: (caller, work) => verifier.inTurn(caller, work),
    }),
    watch: new StudyWatch({ feed, desk, onProblem, catchUp: () => record.catchUp() }),
    rules: new TrialRules(database, kept),
    close() {
      closing ??= end()
      return closing
    },
  }
}
