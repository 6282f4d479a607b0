/** Makes one run of a sweep and tells what its probes see, as rows. */
import type { TableRow } from '../../formats/table/table.ts'
import { parseMetrics } from '../../metrics/parse-metrics.ts'
import { compileDocument } from '../../scenario/compile-scenario.ts'
import type { ReadFile, Run } from '../../scenario/run.ts'
import { asRecord } from '../../scenario/unchecked.ts'
import type { SimulationOptions } from '../create-world.ts'
import { RunMeter } from '../run-meter.ts'
import { DEFAULT_METRICS, describeProbeRow } from '../run-table.ts'
import { runToProbes } from '../run-to-probes.ts'
import { Simulation } from '../simulation.ts'
import { applyValues } from './apply-values.ts'
import { RepeatError } from './errors.ts'
import type { SweepSettings, SweepTask } from './sweep.ts'

/** What a scenario that says nothing of it is run for. */
const DEFAULT_TICKS = 100

/** What all runs of a sweep have in common. */
export interface PointSetup {
  /** The scenario that is varied, as plain data. */
  readonly document: unknown
  readonly settings: SweepSettings
}

/** Where runs are made. */
export interface PointLaboratory {
  readonly readFile: ReadFile
  /** The options for a run, which decide how fast it is and nothing else. */
  readonly optionsFor: (run: Run) => SimulationOptions
  /** A clock in milliseconds. */
  readonly now: () => number
}

/**
 * The rows of a run, by tick.
 *
 * @throws {ParameterError | ScenarioInvalidError | MetricError} where the point is none.
 * @throws {RepeatError} where the run does not come to the same again.
 * @throws the named errors of the kernels and of living worlds.
 */
export async function runPoint(
  setup: PointSetup,
  task: Pick<SweepTask, 'values' | 'seed'>,
  laboratory: PointLaboratory,
): Promise<readonly TableRow[]> {
  const run = await compilePoint(setup, task, laboratory.readFile)
  const rows = await runOnce(run, setup, task, laboratory)
  for (let repetition = 2; repetition <= setup.settings.repeat; repetition++) {
    const again = await runOnce(run, setup, task, laboratory)
    const differs = rows.findIndex((row, i) => !isSame(row, again[i]))
    if (differs === -1) continue
    throw new RepeatError({ repetition, tick: String(rows[differs]?.cells.tick) })
  }
  return rows
}

/** The run of a point. What the scenario itself expects is of another run, and left out. */
export async function compilePoint(
  setup: PointSetup,
  task: Pick<SweepTask, 'values' | 'seed'>,
  readFile: ReadFile,
): Promise<Run> {
  const { document, seed } = applyPoint(setup, task)
  return compileDocument(document, readFile, seed === undefined ? {} : { seed })
}

/**
 * The scenario of a point, and the seed that stands in place of its own.
 *
 * @throws {ParameterError} where it has no such place.
 */
export function applyPoint(
  { document, settings }: PointSetup,
  { values, seed }: Pick<SweepTask, 'values' | 'seed'>,
): {
  readonly document: Readonly<Record<string, unknown>>
  readonly seed: string | undefined
} {
  const { expect, ...base } = asRecord(document)
  const applied = asRecord(applyValues(base, values))
  const { ticks, probes, ...untimed } = applied
  // Its own probes may lie beyond ticks that are asked for here.
  const isTimed = settings.ticks !== undefined || values.ticks !== undefined
  const own = seed ?? (values.seed === undefined ? undefined : String(values.seed))
  return { document: isTimed ? untimed : applied, seed: own }
}

async function runOnce(
  run: Run,
  { settings }: PointSetup,
  { values }: Pick<SweepTask, 'values'>,
  { optionsFor, now }: PointLaboratory,
): Promise<readonly TableRow[]> {
  const { probes, ticks } = planProbes(run, settings, values.ticks)
  const specs =
    settings.metrics === undefined
      ? (run.metrics ?? DEFAULT_METRICS)
      : parseMetrics(settings.metrics)
  const meter = specs.length === 0 ? undefined : new RunMeter(run, specs)
  const simulation = await Simulation.start(run, optionsFor(run))
  const { backend } = simulation
  const rows: TableRow[] = []
  try {
    await runToProbes(simulation, {
      probes,
      ticks,
      meter,
      now,
      onTick: () => {},
      onProbe: async (seen) => {
        rows.push(await describeProbeRow(simulation, seen, backend))
      },
    })
  } finally {
    simulation.dispose()
  }
  return rows
}

/**
 * How far a run goes and which of its ticks are looked at; the last tick always is.
 *
 * @param ownTicks those of the point, where they are a number.
 */
export function planProbes(
  run: Run,
  settings: Pick<SweepSettings, 'probes' | 'ticks'>,
  ownTicks: unknown,
): { readonly ticks: number; readonly probes: readonly number[] } {
  const wanted = settings.probes ?? run.probes
  const ticks =
    (typeof ownTicks === 'number' ? ownTicks : undefined) ??
    settings.ticks ??
    run.ticks ??
    wanted.at(-1) ??
    DEFAULT_TICKS
  const probes = [...new Set([...wanted.filter((tick) => tick <= ticks), ticks])]
  return { ticks, probes: probes.sort((a, b) => a - b) }
}

function isSame(a: TableRow, b: TableRow | undefined): boolean {
  return b !== undefined && formatRow(a) === formatRow(b)
}

const formatRow = ({ cells, measured }: TableRow) =>
  JSON.stringify([cells, measured], (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
