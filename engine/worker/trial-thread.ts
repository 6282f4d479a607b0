/** A thread that makes runs and trainings of a study's trials, one after another, until it is ended. */
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Failure } from '../protocol/result.ts'
import type { Run } from '../scenario/run.ts'
import type { PointSetup } from '../simulation/sweep/run-point.ts'
import { type ReplicateTask, runReplicate } from '../studies/run-replicate.ts'
import { openTrainings, type TrainingSource } from '../studies/training-task.ts'
import { createGivenReader, type GivenFiles } from './given-files.ts'
import { loadCedar } from './load-cedar.ts'

/** What all tasks of a thread have in common. */
export type TrialSetup =
  | {
      readonly kind: 'automaton'
      readonly setup: PointSetup
      readonly files: GivenFiles
      readonly timeLimitSeconds: number
    }
  | { readonly kind: 'training'; readonly source: TrainingSource }

/** What a thread is told. */
export type TrialOrder =
  | { readonly kind: 'setup'; readonly setup: TrialSetup }
  | { readonly kind: 'task'; readonly task: unknown }
  | { readonly kind: 'answer'; readonly answer: unknown }

/** What a thread tells of a task. */
export type TrialMessage =
  /** It begins with something that may take so long. */
  | { readonly kind: 'limit'; readonly seconds: number }
  | { readonly kind: 'done'; readonly value: unknown }
  /** By an error that has a name. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** It waits for an answer of whoever gave the task. */
  | { readonly kind: 'asked'; readonly question: unknown }

type DoTask = (
  task: unknown,
  onLimit: (seconds: number) => void,
  ask: (question: unknown) => Promise<unknown>,
) => Promise<unknown>

/** Serves whoever started this worker. What has no name ends the thread. */
export function serveTrials(): void {
  const tell = (message: TrialMessage) => postMessage(message)
  let work: DoTask | undefined
  let hear = (_answer: unknown) => {}
  const ask = (question: unknown) =>
    new Promise<unknown>((resolve) => {
      hear = resolve
      tell({ kind: 'asked', question })
    })
  async function doTask(task: unknown): Promise<void> {
    try {
      const value = await work!(task, (seconds) => tell({ kind: 'limit', seconds }), ask)
      tell({ kind: 'done', value })
    } catch (error) {
      // A rejection that nobody hears would leave whoever waits without an answer.
      if (!isNamedError(error)) return reportError(error)
      tell({ kind: 'failed', failure: describeFailure(error) })
    }
  }
  addEventListener('message', ({ data }: MessageEvent<TrialOrder>) => {
    if (data.kind === 'setup') work = openTasks(data.setup)
    else if (data.kind === 'answer') hear(data.answer)
    else void doTask(data.task)
  })
}

function openTasks(given: TrialSetup): DoTask {
  const now = () => performance.now()
  if (given.kind === 'training') {
    const train = openTrainings(given.source, now)
    return (task, onLimit, ask) => train(task as Parameters<typeof train>[0], onLimit, ask)
  }
  const { setup, files, timeLimitSeconds } = given
  const laboratory = {
    readFile: createGivenReader(files),
    // Back ends are taken unmeasured: what is told is the same on any, and a trial is short.
    optionsFor: ({ living }: Pick<Run, 'living'>) =>
      living === undefined ? {} : { machine: { now, loadCedar } },
    now,
  }
  return (task, onLimit) => {
    onLimit(timeLimitSeconds)
    return runReplicate(setup, task as ReplicateTask, laboratory)
  }
}
