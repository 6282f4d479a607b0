/** The runs of a server: their desk, their worker and their news, opened and closed together. */
import { randomUUID } from 'node:crypto'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { RunThreads } from '../../engine/node/run-thread.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { Tracer } from '../observability/tracer.ts'
import type { Database } from '../storage/database.ts'
import { CompileDesk } from './compile-desk.ts'
import { FarShow } from './far-show.ts'
import { FarWatch } from './far-watch.ts'
import { LiveHub } from './live-hub.ts'
import { watchTrainers } from './lost-trainers.ts'
import { RunDesk } from './run-desk.ts'
import { FolderPoints, TablePoints } from './run-points.ts'
import { RunRecord, type RunRecordOptions } from './run-record.ts'
import { RunWindow } from './run-window.ts'
import { RunWorker } from './run-worker.ts'
import { ScenarioDesk } from './scenario-desk.ts'
import type { ScenarioStore } from './scenario-store.ts'

export interface RunsOptions extends RunRecordOptions {
  readonly database: Database
  /** Where texts of scenarios are kept. */
  readonly scenarios: ScenarioStore
  /** Where the data of the server are. */
  readonly dataFolder: string
  /** Whether the database is embedded: then nobody else is at work on it. */
  readonly isEmbedded: boolean
  /** Threads that runs have at a time; all cores but one where nobody says, and none for a process that runs nothing. */
  readonly threads?: number | undefined
  /** The contents of artifacts, where runs put what they leave. */
  readonly artifacts: ArtifactFiles
  /** What all runs here may need together, in MiB; half of what there is where nobody says. */
  readonly memoryMib?: number | undefined
  /** How often a run hands on a moment to go on from. */
  readonly pointMs?: number | undefined
  readonly tracer?: Tracer
  readonly leaseMs?: number | undefined
  readonly pollMs?: number | undefined
  onProblem(problem: unknown): void
}

export interface Runs {
  readonly desk: RunDesk
  /** Under which this process takes up runs. */
  readonly worker: string
  /** Threads that runs have here at a time. */
  readonly threadCount: number
  readonly hub: LiveHub
  /** Compiles rules. */
  readonly compiler: CompileDesk
  /** Gives back what goes on here, and ends; to be called while the record is open. */
  close(): Promise<void>
}

/** Opens the runs and begins to take them up. */
export function openRuns(options: RunsOptions): Runs {
  const { database, scenarios, isEmbedded, dataFolder, artifacts, onProblem } = options
  const points = isEmbedded
    ? new FolderPoints(join(dataFolder, 'run-points'))
    : new TablePoints(database)
  const desk = new ScenarioDesk()
  const compiler = new CompileDesk()
  const threadCount = options.threads ?? Math.max(1, availableParallelism() - 1)
  const memoryMib = options.memoryMib ?? halfOfMemoryMib()
  const threads = new RunThreads()
  const hub = new LiveHub(onProblem)
  const now = () => performance.now()
  const farWatch = new FarWatch({ database, hub, isAlone: isEmbedded, onProblem })
  const farShow = isEmbedded ? undefined : new FarShow({ database, hub, now, onProblem })
  const window = new RunWindow()
  const newId = () => randomUUID()
  const name = `worker-${newId()}`
  const record = new RunRecord(options)
  const trainers = watchTrainers({
    ...{ database, record, newId, onProblem, isAlone: isEmbedded },
  })
  const worker = new RunWorker({
    ...{ database, scenarios, desk, threads, hub, window, name, newId, onProblem, record },
    ...{ points, artifacts, threadCount, memoryMib },
    ...(options.tracer === undefined ? {} : { tracer: options.tracer }),
    ...(options.pointMs === undefined ? {} : { pointMs: options.pointMs }),
    isAlone: isEmbedded,
    ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    now,
  })
  worker.start()
  return {
    desk: new RunDesk({
      ...{ database, scenarios, desk, hub, window, newId },
      // Who runs nothing leaves it to others what they have room for.
      mostMib: threadCount === 0 ? Number.POSITIVE_INFINITY : memoryMib,
      onCreated: () => worker.wake(),
      onEnded: (runId) => worker.drop(runId),
    }),
    worker: name,
    ...{ threadCount, hub, compiler },
    async close() {
      await farWatch.stop()
      await farShow?.stop()
      await trainers.stop()
      await worker.stop()
      await threads.close()
      await desk.close()
      await compiler.close()
    },
  }
}

/** Of what the machine has, or of what it lets this process have. */
function halfOfMemoryMib(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.max(LEAST_MEMORY_MIB, Math.floor(bytes / 2 ** 21))
}

const LEAST_MEMORY_MIB = 512
