/** `run --metrics`: what probes see, as the rows of a table in a file. */
import { buildLayout } from '../formats/table/table.ts'
import type { MetricSpec } from '../metrics/parse-metrics.ts'
import { assertWritable } from '../node/files.ts'
import { createTableFile, tableFormatOf } from '../node/table-file.ts'
import type { TableFile } from '../node/table-writer.ts'
import { describeProbeRow, listMetricColumns, RUN_COLUMNS } from '../simulation/run-table.ts'
import type { Probe } from '../simulation/run-to-probes.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Io, OptionSpec } from './command.ts'

export const metricsOptions = {
  metric: {
    type: 'string',
    value: 'NAMES',
    help: 'what probes measure: entropy,block-entropy:3, or all; instead of what the file says',
  },
  metrics: {
    type: 'string',
    value: 'TABLE',
    help: 'write what probes see into a table: .csv or .parquet',
  },
} as const satisfies Record<string, OptionSpec>

/** @throws {TableFormatError | FileAccessError} where no table can be written under that name. */
export async function assertTable(path: string | undefined): Promise<void> {
  if (path === undefined) return
  tableFormatOf(path)
  await assertWritable(path)
}

export class MetricsTable {
  readonly #file: TableFile
  readonly #shown: ReadonlySet<number>

  private constructor(file: TableFile, shown: ReadonlySet<number>) {
    this.#file = file
    this.#shown = shown
  }

  /**
   * Begins a table; undefined where none is asked for.
   *
   * @param shown ticks that have a row.
   * @throws {FileAccessError} where it cannot be written.
   */
  static async open(
    path: string | undefined,
    specs: readonly MetricSpec[],
    shown: ReadonlySet<number>,
    io: Io,
  ): Promise<MetricsTable | undefined> {
    if (path === undefined) return undefined
    const layout = buildLayout(RUN_COLUMNS, listMetricColumns(specs))
    return new MetricsTable(await createTableFile(path, layout, io.now), shown)
  }

  /** Takes what is seen at the tick where the simulation is. */
  async add(simulation: Simulation, probe: Probe): Promise<void> {
    if (this.#shown.has(probe.tick))
      await this.#file.append([await describeProbeRow(simulation, probe)])
  }

  /** Brings all rows to the disk. */
  finish(): Promise<void> {
    return this.#file.finish()
  }

  /** Lets go of the file where the run has not come to its end. */
  abandon(): Promise<void> {
    return this.#file.abandon()
  }
}
