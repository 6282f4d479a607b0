/** Makes runs of trials in Node, wherever it is called: in the program itself or in a thread of its own. */
import type { PointSetup } from '../simulation/sweep/run-point.ts'
import { type ReplicateRow, type ReplicateTask, runReplicate } from '../studies/run-replicate.ts'
import { createFolderReader } from './files.ts'
import { createGivenReader } from './given-files.ts'
import { unmeasuredOptions } from './member-task.ts'

/** What all trials of a study come from. */
export interface StudySource {
  readonly setup: PointSetup
  /** What a scenario's files lie in. */
  readonly folder: string
  /** Its files by their paths, where it reads these and no folder. */
  readonly files?: Readonly<Record<string, Uint8Array>> | undefined
  readonly timeLimitSeconds: number
}

/** What makes runs, each on one thread; what a run throws, it throws. */
export function openStudyTasks({ setup, folder, files, timeLimitSeconds }: StudySource) {
  const laboratory = {
    readFile: files === undefined ? createFolderReader(folder) : createGivenReader(files),
    // Back ends are taken unmeasured: what is told is the same on any, and a trial is short.
    optionsFor: unmeasuredOptions,
    now: () => performance.now(),
  }
  return (
    task: ReplicateTask,
    onLimit: (seconds: number) => void,
  ): Promise<readonly ReplicateRow[]> => {
    onLimit(timeLimitSeconds)
    return runReplicate(setup, task, laboratory)
  }
}
