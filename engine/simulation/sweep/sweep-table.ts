/** The rows of a sweep: those of its runs, each with its point; or, where a run failed, one with its error. */
import {
  buildLayout,
  type Cell,
  type Column,
  type TableLayout,
  type TableRow,
} from '../../formats/table/table.ts'
import { MetricError } from '../../metrics/errors.ts'
import { type MetricSpec, parseMetrics } from '../../metrics/parse-metrics.ts'
import { asArray, asRecord } from '../../scenario/unchecked.ts'
import { DEFAULT_METRICS, listMetricColumns, RUN_COLUMNS } from '../run-table.ts'
import type { Sweep, SweepTask } from './sweep.ts'

/** The key of the run that a row is of. */
const KEY = 'run'
const ERROR = 'error'

const columnOf = (parameter: string) => `param.${parameter}`

/** What is told of an error at the most. */
const MAX_ERROR_CHARACTERS = 1000

/**
 * The columns of a sweep: its key, its parameters, those of runs, what is sure to be measured, and errors.
 *
 * @param document the scenario that is varied, which may say what is measured.
 */
export function buildSweepLayout(sweep: Sweep, document: unknown): TableLayout {
  const { parameters, points } = sweep
  const specs = specsOf(sweep, document)
  const ofParameters = parameters.map((name): Column => {
    const isNumber = points.every((point) => ['number', 'undefined'].includes(typeof point[name]))
    return { name: columnOf(name), kind: isNumber ? 'number' : 'text' }
  })
  const before: Column[] = [{ name: KEY, kind: 'text' }, ...ofParameters, ...RUN_COLUMNS]
  return buildLayout(before, listMetricColumns(specs), [{ name: ERROR, kind: 'text' }])
}

/** What all runs are measured by; none where that is another thing at each point, or cannot be read. */
function specsOf({ parameters, settings }: Sweep, document: unknown): readonly MetricSpec[] {
  if (settings.metrics !== undefined) return parseMetrics(settings.metrics)
  const { metrics } = asRecord(document)
  if (parameters.some((name) => /^metrics\b/.test(name))) return []
  if (metrics === undefined) return DEFAULT_METRICS
  const texts = asArray(metrics)
  if (!texts.every((text) => typeof text === 'string')) return []
  try {
    return parseMetrics(texts)
  } catch (error) {
    // Every run tells of it.
    if (error instanceof MetricError) return []
    throw error
  }
}

/** The rows of a run with its point. */
export function labelRows(task: SweepTask, rows: readonly TableRow[]): readonly TableRow[] {
  const label = labelOf(task)
  return rows.map(({ cells, measured }) => ({ cells: { ...label, ...cells }, measured }))
}

/** The row of a run that failed, with its error in one line. */
export function describeFailedRun(task: SweepTask, error: string): readonly TableRow[] {
  const { seed } = task
  const ofSeed = seed === undefined ? {} : { seed: BigInt(seed) }
  const line = error.replaceAll(/\s*\n\s*/g, ' ')
  const isLong = line.length > MAX_ERROR_CHARACTERS
  const told = isLong ? `${line.slice(0, MAX_ERROR_CHARACTERS - 1)}…` : line
  return [{ cells: { ...labelOf(task), ...ofSeed, [ERROR]: told }, measured: {} }]
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
