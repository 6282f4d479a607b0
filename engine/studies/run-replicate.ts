/** Makes one run of a trial, and tells the numbers that it has at its probes. */
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { runToProbes } from '../simulation/run-to-probes.ts'
import { Simulation } from '../simulation/simulation.ts'
import type { PointValues } from '../simulation/sweep/apply-values.ts'
import {
  compilePoint,
  type PointLaboratory,
  type PointSetup,
  planProbes,
} from '../simulation/sweep/run-point.ts'
import { countSoups } from './census-numbers.ts'
import { modelCost } from './modelled-cost.ts'

/** One run that a trial wants. */
export interface ReplicateTask {
  readonly values: PointValues
  /** A decimal u64; undefined for the seed of the scenario, or of the point. */
  readonly seed: string | undefined
  /** Of how many soups numbers of a census are wanted. */
  readonly soups: readonly number[]
}

/** The numbers of a run at a probe, by name. */
export type ReplicateRow = Readonly<Record<string, number>>

/**
 * Runs it. Rows come by tick, the last one's at the end; what is true of the run as a whole stands in each.
 *
 * @throws {ParameterError | ScenarioInvalidError | MetricError} where the point is none.
 * @throws {CensusError} where a census is wanted that cannot be taken.
 * @throws the named errors of the kernels and of living worlds.
 */
export async function runReplicate(
  setup: PointSetup,
  task: ReplicateTask,
  { readFile, optionsFor, now }: PointLaboratory,
): Promise<readonly ReplicateRow[]> {
  const run = await compilePoint(setup, task, readFile)
  const { probes, ticks } = planProbes(run, setup.settings, task.values.ticks)
  const specs = parseMetrics(setup.settings.metrics ?? [])
  const counted = task.soups.length === 0 ? {} : await countSoups(run, task.soups, ticks)
  const meter = specs.length === 0 ? undefined : new RunMeter(run, specs)
  const simulation = await Simulation.start(run, optionsFor(run))
  try {
    const report = await runToProbes(simulation, { probes, ticks, meter, now, onTick: () => {} })
    const seconds = report.tickingMs / 1000
    const whole = {
      ...modelCost(run, ticks),
      ...counted,
      seconds,
      ...(seconds > 0 && { 'ticks-per-second': ticks / seconds }),
    }
    return report.probes.map(({ population, metrics }) => ({
      ...(population !== undefined && { population }),
      ...metrics,
      ...whole,
    }))
  } finally {
    meter?.dispose()
    simulation.dispose()
  }
}
