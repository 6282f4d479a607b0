/** Examines one entry of a suite in Node, wherever it is called: in the program itself or in a thread of its own. */
import { dirname, join } from 'node:path'
import type { BackendName } from '../kernels/kernel.ts'
import type { Machine } from '../kernels/machine.ts'
import { isNamedError } from '../named-error.ts'
import { type Acceptance, acceptEntry } from '../qa/accept-entry.ts'
import type { Observation } from '../qa/baseline.ts'
import { blankReport, examineEntry, type Laboratory } from '../qa/examine-entry.ts'
import type { StartSimulation } from '../qa/find-divergence.ts'
import type { SuiteEntry } from '../qa/suite.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { createFolderReader } from './files.ts'
import { createNodeGpuJsKernel } from './gpujs-runtime.ts'
import { createNodeThreads } from './kernel-threads.ts'
import { loadCedar } from './load-cedar.ts'
import { requestNodeGpu } from './webgpu-device.ts'

/** What is to be done; crosses to a thread. */
export interface QaTask {
  /** Where paths of the suite begin. */
  readonly folder: string
  readonly entry: SuiteEntry
  readonly baseline: Observation | undefined
  readonly backend: 'auto' | BackendName
  /** Threads that a back end may use. */
  readonly kernelThreads: number
  /** Whether it is to be made a baseline of, which two back ends have to agree on. */
  readonly accepts: boolean
}

/**
 * Opens an entry's scenario and examines it. What cannot be opened is in the report.
 *
 * @param onLimit is told before each part of the work how many seconds that may take.
 * @throws what no caller can act on.
 */
export async function runQaTask(
  task: QaTask,
  onLimit: (seconds: number) => void,
): Promise<Acceptance> {
  const { entry, baseline, accepts } = task
  let run: Run
  try {
    run = await openEntry(task)
  } catch (error) {
    if (!isNamedError(error)) throw error
    const report = { ...blankReport(entry), message: error.message }
    return { report, observation: undefined, twin: undefined }
  }
  const laboratory = { ...createLaboratory(task), onLimit }
  if (accepts) return acceptEntry(entry, run, laboratory)
  return { ...(await examineEntry(entry, run, baseline, laboratory)), twin: undefined }
}

/** A scenario's files are read from its own folder; one that is written out has the suite's root. */
async function openEntry({ folder, entry }: QaTask): Promise<Run> {
  const { source } = entry
  if (source.kind === 'inline') return compileScenario(source.text, createFolderReader(folder))
  const bytes = await createFolderReader(folder)(source.path)
  const own = dirname(join(folder, source.path))
  return compileScenario(new TextDecoder().decode(bytes), createFolderReader(own))
}

function createLaboratory({ backend, kernelThreads }: QaTask): Laboratory {
  const now = () => performance.now()
  const machine = (count: number): Machine => ({
    now,
    threads: createNodeThreads(count),
    // Loading a graphics device takes longer than most runs: only who names a back end may have it.
    gpu: backend === 'auto' ? undefined : requestNodeGpu,
    gpuJs: createNodeGpuJsKernel,
    loadCedar,
  })
  const starting =
    (count: number): StartSimulation =>
    (run, options) =>
      Simulation.start(run, { ...options, machine: machine(count) })
  return { backend, startSuspect: starting(kernelThreads), startTwin: starting(1), now }
}
