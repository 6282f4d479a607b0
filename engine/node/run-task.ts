/**
 * Lets one run go on in a thread: the same simulation as on the command line, with the same probes, looked at
 * between two slices of ticks.
 */
import type { MessagePort } from 'node:worker_threads'
import type { Machine } from '../kernels/machine.ts'
import { formatDigest } from '../math/digest-terms.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import type { Run } from '../scenario/run.ts'
import { compileBundle } from '../scenario/scenario-bundle.ts'
import { readStateFile } from '../simulation/read-state-file.ts'
import { readReplay } from '../simulation/replay/read-replay.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { findBreaches, type Probe, runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import { collectGarbage } from './collect-garbage.ts'
import { createNodeGpuJsKernel } from './gpujs-runtime.ts'
import { createNodeThreads } from './kernel-threads.ts'
import { loadCedar } from './load-cedar.ts'
import { PointKeeper } from './point-keeper.ts'
import { describeRunFailure } from './run-failure.ts'
import type { RunOrder, RunRequest, RunThreadNews } from './run-messages.ts'
import { RunOnlooker } from './run-onlooker.ts'
import { RunOutputs } from './run-outputs.ts'
import { type RunPoint, RunPointError, readRunPoint } from './run-point.ts'
import { type ReportProbe, toReportProbe, writeRunReport } from './run-report.ts'
import { startStretches } from './run-stretches.ts'
import { requestNodeGpu } from './webgpu-device.ts'

/** For limits and pace only. */
const now = () => performance.now()
/** For what is told of a run while it goes on, spans among it; nothing that a run leaves has it. */
const wallTimeMs = () => Date.now()

/** A scenario without probes of its own is measured so often on its way. */
const OWN_PROBES = 10

/** Measured where the scenario does not say: cheap, and there for every world. */
const DEFAULT_METRICS = parseMetrics('entropy, alive, activity')

/** Takes runs from a port, one after another, and tells it what becomes of each. */
export function serveRun(port: MessagePort): void {
  const tell = (news: RunThreadNews) => port.postMessage(news, movedWith(news))
  const createOnlooker = () => new RunOnlooker({ now, wallTimeMs, tell })
  // What is asked of a run that has ended comes before the next run, and does nothing.
  let onlooker = createOnlooker()
  port.on('message', async (request: RunRequest) => {
    if (request.kind === 'cancel') onlooker.cancel(request.isHandedOn)
    else if (request.kind === 'frame') onlooker.wantFrame(request.field)
    else if (request.kind === 'collect') {
      collectGarbage()
      tell({ kind: 'collected' })
    } else {
      onlooker = createOnlooker()
      tell(await execute(request, onlooker, tell))
    }
  })
}

/** Bytes that are not copied. */
function movedWith(news: RunThreadNews): ArrayBuffer[] {
  if (news.kind === 'frame') return [news.frame.buffer]
  if (news.kind === 'point') return [news.bytes.buffer]
  if (news.kind === 'completed') return news.outcome.outputs.map(({ bytes }) => bytes.buffer)
  return []
}

type Tell = (news: RunThreadNews) => void

async function execute(order: RunOrder, onlooker: RunOnlooker, tell: Tell): Promise<RunThreadNews> {
  try {
    return await runToEnd(order, onlooker, tell)
  } catch (error) {
    return describeRunFailure(error)
  }
}

async function runToEnd(
  order: RunOrder,
  onlooker: RunOnlooker,
  tell: Tell,
): Promise<RunThreadNews> {
  const { text, ticks, backend, threads, begunOn } = order
  const didStretch = startStretches(order.traceparent, wallTimeMs, tell)
  const own = await compileBundle(text)
  const isOwnSeed = own.seed.toString() === order.seed
  const run = isOwnSeed ? own : await compileBundle(text, { seed: order.seed })
  const expectations = isOwnSeed ? run.expectations.filter(({ tick }) => tick <= ticks) : []
  const meter = new RunMeter(run, run.metrics ?? DEFAULT_METRICS)
  const simulation = await Simulation.start(run, { backend, machine: machineOf(order, threads) })
  try {
    const point = order.point && (await goOnFrom(simulation, order, order.point))
    const begun = begunOn ?? simulation.backend
    tell({ kind: 'begun', tick: simulation.tick, backend: begun })
    didStretch('compile', simulation.tick)
    const seen = [...(point?.probes ?? [])]
    for (const { tick, metrics, population } of seen) {
      onlooker.tellMetrics(
        tick,
        numbersOf(population === undefined ? metrics : { ...metrics, population }),
      )
    }
    const recorded = point?.recorded
    const outputs = await RunOutputs.begin(simulation, { order, isOwnSeed, recorded })
    const probes = listProbes(run, ticks, expectations)
    const keeper = meter.forgetsThePast
      ? order.points &&
        new PointKeeper({
          ...{ ...order.points, probes: new Set(probes), seen, outputs, now },
          tell: (bytes) => tell({ kind: 'point', bytes }),
        })
      : undefined
    await onlooker.begin(simulation, order.ticksPerSecond)
    const visitors = [outputs, onlooker, ...(keeper === undefined ? [] : [keeper])]
    const report = await runToProbes(simulation, {
      ...{ probes: probes.filter((tick) => point === undefined || tick > point.tick) },
      ...{ ticks, now, meter, visitors },
      onTick: () => {},
      onProbe: async (probe) => {
        didStretch('ticks', probe.tick)
        seen.push(toReportProbe(probe))
        onlooker.tellMetrics(probe.tick, metricsOf(probe))
      },
      isOver: () => onlooker.isCancelled,
    })
    const last = report.probes.at(-1)
    if (simulation.tick < ticks || last?.tick !== ticks) {
      if (onlooker.isHandedOn) await keeper?.save(simulation)
      return { kind: 'cancelled', tick: simulation.tick }
    }
    await onlooker.finish(simulation)
    const found = await simulation.digest()
    const digest = found === undefined ? undefined : formatDigest(found)
    const whole = meter.finish()
    const breaches = findBreaches({ expectations }, seen.map(toSeenProbe))
    const made = await outputs.finish(simulation, (omitted) =>
      writeRunReport({
        ...{ run, scenarioSha256: order.scenarioSha256, backend: begun, ticks, digest },
        ...{ probes: seen, whole, omitted, breaches: isOwnSeed ? breaches : undefined },
      }),
    )
    didStretch('outputs', ticks)
    return {
      kind: 'completed',
      outcome: {
        tick: ticks,
        backend: simulation.backend,
        stateSha256: last.stateHash,
        digest,
        metrics: { ...metricsOf(last), ...whole },
        outputs: made,
        breaches,
      },
    }
  } finally {
    meter.dispose()
    simulation.dispose()
  }
}

/** Brings a simulation to the moment of an earlier attempt; undefined where that cannot be, and it is at its start. */
async function goOnFrom(
  simulation: Simulation,
  { ticks, outputs }: RunOrder,
  bytes: Uint8Array,
): Promise<RunPoint | undefined> {
  try {
    const point = readRunPoint(bytes)
    const { tick, recorded, state } = point
    if (tick >= ticks) throw new RunPointError({ problem: 'it is behind the last tick' })
    if (outputs.includes('replay') !== (recorded !== undefined)) {
      throw new RunPointError({ problem: 'it has recorded something else' })
    }
    if (recorded !== undefined) await readReplay(recorded)
    await simulation.restore(await readStateFile(state, simulation.run))
    if (simulation.tick !== tick) throw new RunPointError({ problem: 'its state is another' })
    return point
  } catch (error) {
    if (!isNamedError(error)) throw error
    if (simulation.tick > 0) await simulation.restart()
    return undefined
  }
}

/** What the command line offers to a run. */
function machineOf({ backend }: RunOrder, threads: number): Machine {
  return {
    ...{ now, loadCedar, gpuJs: createNodeGpuJsKernel, threads: createNodeThreads(threads) },
    gpu: backend === 'auto' ? undefined : requestNodeGpu,
  }
}

/** The scenario's own up to the last tick, else some of its way; always the last tick, and where something is expected. */
function listProbes(
  { probes }: Run,
  ticks: number,
  expectations: Run['expectations'],
): readonly number[] {
  const own = probes.filter((tick) => tick <= ticks)
  const even = Array.from({ length: OWN_PROBES }, (_, i) => Math.floor((ticks * i) / OWN_PROBES))
  const expected = expectations.map(({ tick }) => tick)
  const all = new Set([...(own.length > 0 ? own : even), ...expected, ticks])
  return [...all].toSorted((a, b) => a - b)
}

function metricsOf({ population, metrics }: Probe): Record<string, number> {
  return population === undefined ? { ...metrics } : { ...metrics, population }
}

const numbersOf = (values: Readonly<Record<string, number | string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))

/** What a report has of a probe, as it was seen. */
function toSeenProbe(probe: ReportProbe): Probe {
  const { tick, population, counts, cells_sha256, state_sha256, metrics } = probe
  return {
    tick,
    population: population === undefined ? undefined : Number(population),
    counts: counts.map(Number),
    ...{ cellsHash: cells_sha256, stateHash: state_sha256, hashReason: undefined },
    ...{ metrics: numbersOf(metrics), digests: undefined },
  }
}
