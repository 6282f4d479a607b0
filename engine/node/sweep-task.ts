/** Makes runs of a sweep in Node, wherever it is called: in the program itself or in a thread of its own. */
import type { TableRow } from '../formats/table/table.ts'
import type { BackendName } from '../kernels/kernel.ts'
import type { Run } from '../scenario/run.ts'
import type { SimulationOptions } from '../simulation/create-world.ts'
import { type PointSetup, runPoint } from '../simulation/sweep/run-point.ts'
import type { SweepTask } from '../simulation/sweep/sweep.ts'
import { createFolderReader } from './files.ts'
import { createNodeGpuJsKernel } from './gpujs-runtime.ts'
import { loadCedar } from './load-cedar.ts'
import { unmeasuredOptions } from './member-task.ts'
import { requestNodeGpu } from './webgpu-device.ts'
import { type BatchResult, workOnBatch } from './work-on-batch.ts'

/** What all runs of a sweep come from. */
export interface SweepSource {
  readonly setup: PointSetup
  /** What a scenario's files lie in. */
  readonly folder: string
  readonly backend: 'auto' | BackendName
  readonly timeLimitSeconds: number
}

/** For limits and the size of batches only. */
const now = () => performance.now()

/** What makes runs, each on one thread; what a run throws, it throws. */
export function openSweepTasks({ setup, folder, backend, timeLimitSeconds }: SweepSource) {
  const laboratory = {
    readFile: createFolderReader(folder),
    optionsFor: (run: Run) => optionsFor(run, backend),
    now,
  }
  return (
    task: Pick<SweepTask, 'values' | 'seed'>,
    onLimit: (seconds: number) => void,
  ): Promise<readonly TableRow[]> => {
    onLimit(timeLimitSeconds)
    return runPoint(setup, task, laboratory)
  }
}

/** What makes several runs in one go, one after another. */
export function openSweepBatches(source: SweepSource) {
  const work = openSweepTasks(source)
  return (
    tasks: readonly Pick<SweepTask, 'values' | 'seed'>[],
    onLimit: (seconds: number) => void,
  ): Promise<BatchResult<readonly TableRow[]>> => {
    return workOnBatch(tasks, (task) => work(task, onLimit), now)
  }
}

/** Back ends are taken unmeasured, so that a table says the same wherever and whenever it is made. */
function optionsFor(run: Run, backend: 'auto' | BackendName): SimulationOptions {
  if (backend === 'auto') return unmeasuredOptions(run)
  return {
    backend,
    machine: { now, loadCedar, gpu: requestNodeGpu, gpuJs: createNodeGpuJsKernel },
  }
}
