/** The rows of a sweep: those of its runs, each with its point; or, where a run failed, one with its error. */
import {
  buildLayout,
  type Cell,
  type Column,
  type TableLayout,
  type TableRow,
} from '../../formats/table/table.ts'
import { parseMetrics } from '../../metrics/parse-metrics.ts'
import { DEFAULT_METRICS, listMetricColumns, RUN_COLUMNS } from '../run-table.ts'
import type { Sweep, SweepTask } from './sweep.ts'

/** The key of the run that a row is of. */
const KEY = 'run'
const ERROR = 'error'

const columnOf = (parameter: string) => `param.${parameter}`

/** The columns of a sweep: its key, its parameters, those of runs, what was measured, and errors. */
export function buildSweepLayout({ parameters, points, settings }: Sweep): TableLayout {
  const specs = settings.metrics === undefined ? DEFAULT_METRICS : parseMetrics(settings.metrics)
  const ofParameters = parameters.map((name): Column => {
    const isNumber = points.every((point) => ['number', 'undefined'].includes(typeof point[name]))
    return { name: columnOf(name), kind: isNumber ? 'number' : 'text' }
  })
  const before: Column[] = [{ name: KEY, kind: 'text' }, ...ofParameters, ...RUN_COLUMNS]
  return buildLayout(before, listMetricColumns(specs), [{ name: ERROR, kind: 'text' }])
}

/** The rows of a run with its point. */
export function labelRows(task: SweepTask, rows: readonly TableRow[]): readonly TableRow[] {
  const label = labelOf(task)
  return rows.map(({ cells, measured }) => ({ cells: { ...label, ...cells }, measured }))
}

/** The row of a run that failed. */
export function describeFailedRun(task: SweepTask, error: string): readonly TableRow[] {
  const { seed } = task
  const ofSeed = seed === undefined ? {} : { seed: BigInt(seed) }
  return [{ cells: { ...labelOf(task), ...ofSeed, [ERROR]: error }, measured: {} }]
}

/** The error that a row tells of; undefined where its run went well. */
export function errorOf({ cells }: TableRow): string | undefined {
  const error = cells[ERROR]
  return error === undefined ? undefined : String(error)
}

/** Rows by the key of the run that they are of, in their order. */
export function groupByRun(rows: readonly TableRow[]): Map<string, readonly TableRow[]> {
  return Map.groupBy(rows, ({ cells }) => String(cells[KEY]))
}

function labelOf({ key, values }: SweepTask): Readonly<Record<string, Cell>> {
  const label: Record<string, Cell> = { [KEY]: key }
  for (const [name, value] of Object.entries(values)) label[columnOf(name)] = toCell(value)
  return label
}

/** Lists and maps as JSON. */
function toCell(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}
