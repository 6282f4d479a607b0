/** Entry of a thread that does tasks, one after another, of the kind that it is set up for. Wiring only. */
import { parentPort, workerData } from 'node:worker_threads'
import './older-node.ts'
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import type { CensusSource } from './census-task.ts'
import type { MemberSource } from './member-task.ts'
import type { ModelSource } from './model-task.ts'
import type { StudySource } from './study-task.ts'
import type { SweepSource } from './sweep-task.ts'
import type { TrainingSource } from './training-task.ts'

/** What a thread does, with all that its tasks have in common. */
export type ThreadSetup =
  | { readonly kind: 'qa' }
  | { readonly kind: 'member'; readonly source: MemberSource }
  | { readonly kind: 'sweep'; readonly source: SweepSource }
  | { readonly kind: 'study'; readonly source: StudySource }
  | { readonly kind: 'census'; readonly source: CensusSource }
  | { readonly kind: 'scenario' }
  | { readonly kind: 'study-document' }
  | { readonly kind: 'compile' }
  | { readonly kind: 'lead' }
  | { readonly kind: 'training'; readonly source: TrainingSource }
  | { readonly kind: 'model'; readonly source: ModelSource }
  /** Runs, one after another, of which it talks with whoever started it: `run-thread.ts`. */
  | { readonly kind: 'run' }

/** What a thread tells of a task. */
export type TaskMessage<Value> =
  /** It begins with something that may take so long; without an end, as long as it likes. */
  | { readonly kind: 'limit'; readonly seconds: number }
  | { readonly kind: 'done'; readonly value: Value }
  /** By an error that has a name. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** It waits for an answer of whoever gave the task. */
  | { readonly kind: 'asked'; readonly question: unknown }

/** What a thread is told while it does a task. */
export interface TaskAnswer {
  readonly answerOfTask: unknown
}

/**
 * Does a task; `onLimit` is told before each part of it how many seconds that may take, and `ask` asks whoever gave the task,
 * one question at a time.
 */
export type DoTask<Task, Value> = (
  task: Task,
  onLimit: (seconds: number) => void,
  ask: (question: unknown) => Promise<unknown>,
) => Promise<Value>

function listen<Task, Value>(work: DoTask<Task, Value>): void {
  const tell = (message: TaskMessage<Value>) => parentPort?.postMessage(message)
  let hear = (_: unknown) => {}
  const ask = (question: unknown) =>
    new Promise<unknown>((resolve) => {
      hear = resolve
      tell({ kind: 'asked', question })
    })
  parentPort?.on('message', async (message: Task | TaskAnswer) => {
    if (isAnswer(message)) return hear(message.answerOfTask)
    try {
      const value = await work(message, (seconds) => tell({ kind: 'limit', seconds }), ask)
      tell({ kind: 'done', value })
    } catch (error) {
      // A defect of ours ends the thread.
      if (!isNamedError(error)) throw error
      tell({ kind: 'failed', failure: describeFailure(error) })
    }
  })
}

function isAnswer(message: unknown): message is TaskAnswer {
  return typeof message === 'object' && message !== null && 'answerOfTask' in message
}

// Each kind loads what it needs alone: a thread has to start before it is of use.
const setup: ThreadSetup = workerData
switch (setup.kind) {
  case 'qa':
    listen((await import('./qa-task.ts')).runQaTask)
    break
  case 'member':
    listen((await import('./member-task.ts')).openMemberTasks(setup.source))
    break
  case 'sweep':
    listen((await import('./sweep-task.ts')).openSweepBatches(setup.source))
    break
  case 'study':
    listen((await import('./study-task.ts')).openStudyTasks(setup.source))
    break
  case 'census':
    listen((await import('./census-task.ts')).openCensusTasks(setup.source))
    break
  case 'scenario':
    listen((await import('./scenario-task.ts')).describeScenario)
    break
  case 'study-document':
    listen((await import('./study-document-task.ts')).describeStudyDocument)
    break
  case 'compile':
    listen((await import('./compile-task.ts')).doCompileTask)
    break
  case 'lead':
    listen((await import('./lead-task.ts')).openLeadTasks())
    break
  case 'training':
    listen((await import('./training-task.ts')).openTrainingTasks(setup.source))
    break
  case 'model':
    listen((await import('./model-task.ts')).openModelTasks(setup.source))
    break
  case 'run':
    if (parentPort !== null) (await import('./run-task.ts')).serveRun(parentPort)
    break
  default:
    setup satisfies never
}
