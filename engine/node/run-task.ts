/**
 * Lets one run go on in a thread: the same simulation as on the command line, with the same probes, looked at
 * between two slices of ticks.
 */
import type { MessagePort } from 'node:worker_threads'
import type { Machine } from '../kernels/machine.ts'
import { formatDigest } from '../math/digest-terms.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Run } from '../scenario/run.ts'
import { compileBundle } from '../scenario/scenario-bundle.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { type Probe, runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { createNodeGpuJsKernel } from './gpujs-runtime.ts'
import { createNodeThreads } from './kernel-threads.ts'
import { loadCedar } from './load-cedar.ts'
import type { RunOrder, RunRequest, RunThreadNews } from './run-messages.ts'
import { RunOnlooker } from './run-onlooker.ts'
import { requestNodeGpu } from './webgpu-device.ts'

/** For limits and pace only. */
const now = () => performance.now()

/** A scenario without probes of its own is measured so often on its way. */
const OWN_PROBES = 10

/** Measured where the scenario does not say: cheap, and there for every world. */
const DEFAULT_METRICS = parseMetrics('entropy, alive, activity')

/** Takes runs from a port, one after another, and tells it what becomes of each. */
export function serveRun(port: MessagePort): void {
  const tell = (news: RunThreadNews) =>
    port.postMessage(news, news.kind === 'frame' ? [news.frame.buffer] : [])
  const createOnlooker = () => new RunOnlooker({ now, wallTimeMs: () => Date.now(), tell })
  // What is asked of a run that has ended comes before the next run, and does nothing.
  let onlooker = createOnlooker()
  port.on('message', async (request: RunRequest) => {
    if (request.kind === 'cancel') onlooker.cancel()
    else if (request.kind === 'frame') onlooker.wantFrame(request.field)
    else {
      onlooker = createOnlooker()
      tell(await execute(request, onlooker))
    }
  })
}

async function execute(order: RunOrder, onlooker: RunOnlooker): Promise<RunThreadNews> {
  try {
    return await runToEnd(order, onlooker)
  } catch (error) {
    return { kind: 'failed', failure: describeFailure(error), isDefect: !isNamedError(error) }
  }
}

async function runToEnd(order: RunOrder, onlooker: RunOnlooker): Promise<RunThreadNews> {
  const { text, seed, ticks, backend, threads } = order
  const run = await compileBundle(text, { seed })
  const meter = new RunMeter(run, run.metrics ?? DEFAULT_METRICS)
  const simulation = await Simulation.start(run, { backend, machine: machineOf(order, threads) })
  try {
    await onlooker.begin(simulation, order.ticksPerSecond)
    const { probes } = await runToProbes(simulation, {
      ...{ probes: listProbes(run, ticks), ticks, now, meter, visitors: [onlooker] },
      onTick: () => {},
      onProbe: async (seen) => onlooker.tellMetrics(seen.tick, metricsOf(seen)),
      isOver: () => onlooker.isCancelled,
    })
    const last = probes.at(-1)
    if (simulation.tick < ticks || last?.tick !== ticks) {
      return { kind: 'cancelled', tick: simulation.tick }
    }
    await onlooker.finish(simulation)
    const digest = await simulation.digest()
    return {
      kind: 'completed',
      outcome: {
        tick: ticks,
        backend: simulation.backend,
        stateSha256: last.stateHash,
        digest: digest === undefined ? undefined : formatDigest(digest),
        metrics: { ...metricsOf(last), ...meter.finish() },
      },
    }
  } finally {
    meter.dispose()
    simulation.dispose()
  }
}

/** What the command line offers to a run. */
function machineOf({ backend }: RunOrder, threads: number): Machine {
  return {
    ...{ now, loadCedar, gpuJs: createNodeGpuJsKernel, threads: createNodeThreads(threads) },
    gpu: backend === 'auto' ? undefined : requestNodeGpu,
  }
}

/** The scenario's own up to the last tick, else some of its way; always the last tick. */
function listProbes({ probes }: Run, ticks: number): readonly number[] {
  const own = probes.filter((tick) => tick <= ticks)
  const even = Array.from({ length: OWN_PROBES }, (_, i) => Math.floor((ticks * i) / OWN_PROBES))
  return [...new Set([...(own.length > 0 ? own : even), ticks])].toSorted((a, b) => a - b)
}

function metricsOf({ population, metrics }: Probe): Record<string, number> {
  return population === undefined ? { ...metrics } : { ...metrics, population }
}
