/** Entry of a thread that does tasks, one after another, of the kind that it is set up for. Wiring only. */
import { parentPort, workerData } from 'node:worker_threads'
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import { type CensusSource, openCensusTasks } from './census-task.ts'
import { type MemberSource, openMemberTasks } from './member-task.ts'
import { runQaTask } from './qa-task.ts'
import { openSweepTasks, type SweepSource } from './sweep-task.ts'

/** What a thread does, with all that its tasks have in common. */
export type ThreadSetup =
  | { readonly kind: 'qa' }
  | { readonly kind: 'member'; readonly source: MemberSource }
  | { readonly kind: 'sweep'; readonly source: SweepSource }
  | { readonly kind: 'census'; readonly source: CensusSource }

/** What a thread tells of a task. */
export type TaskMessage<Value> =
  /** It begins with something that may take so long; without an end, as long as it likes. */
  | { readonly kind: 'limit'; readonly seconds: number }
  | { readonly kind: 'done'; readonly value: Value }
  /** By an error that has a name. */
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Does a task; `onLimit` is told before each part of it how many seconds that may take. */
export type DoTask<Task, Value> = (task: Task, onLimit: (seconds: number) => void) => Promise<Value>

function listen<Task, Value>(work: DoTask<Task, Value>): void {
  const tell = (message: TaskMessage<Value>) => parentPort?.postMessage(message)
  parentPort?.on('message', async (task: Task) => {
    try {
      const value = await work(task, (seconds) => tell({ kind: 'limit', seconds }))
      tell({ kind: 'done', value })
    } catch (error) {
      // A defect of ours ends the thread.
      if (!isNamedError(error)) throw error
      tell({ kind: 'failed', failure: describeFailure(error) })
    }
  })
}

const setup: ThreadSetup = workerData
switch (setup.kind) {
  case 'qa':
    listen(runQaTask)
    break
  case 'member':
    listen(openMemberTasks(setup.source))
    break
  case 'sweep':
    listen(openSweepTasks(setup.source))
    break
  case 'census':
    listen(openCensusTasks(setup.source))
    break
  default:
    setup satisfies never
}
