/**
 * Runs a sweep in Node, on many threads, and writes its rows as they come in an order that none of that
 * decides: by point, by seed, by tick.
 */

import { stat } from 'node:fs/promises'
import { parseCsvTable } from '../formats/table/read-csv.ts'
import type { TableRow } from '../formats/table/table.ts'
import { isNamedError } from '../named-error.ts'
import { workInOrder } from '../simulation/in-order.ts'
import { type PointSummary, SweepSummary } from '../simulation/sweep/summarize.ts'
import type { SweepTask } from '../simulation/sweep/sweep.ts'
import {
  buildSweepLayout,
  describeFailedRun,
  errorOf,
  groupByRun,
  labelRows,
} from '../simulation/sweep/sweep-table.ts'
import { BatchPool, MAX_BATCH_TASKS } from './batch-pool.ts'
import { CsvFile, MAX_CSV_BYTES } from './csv-file.ts'
import { TaskFailedError } from './errors.ts'
import { readFileBounded } from './files.ts'
import type { OpenSweep } from './open-sweep.ts'
import { openSweepTasks, type SweepSource } from './sweep-task.ts'
import { createTableFile } from './table-file.ts'
import type { TableFile } from './table-writer.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

export interface NodeSweepOptions {
  /** Runs at a time, each in a thread; with 0 there are no threads. */
  readonly threads: number
  /** A table file; undefined writes none. */
  readonly out: string | undefined
  /** Takes runs over that are in the file already, a CSV file; rows of errors are tried again. */
  readonly resumes: boolean
  /** A clock in milliseconds. */
  readonly now: () => number
  /** Is told how many runs are done. */
  readonly onProgress: (done: number) => void
}

export interface SweepOutcome {
  readonly points: readonly PointSummary[]
  readonly runs: number
  /** Runs that were taken over. */
  readonly resumed: number
  readonly failed: number
  /** The first errors, in the order of the runs. */
  readonly errors: readonly { readonly task: SweepTask; readonly message: string }[]
}

/** So many errors are told; the table has them all. */
const MAX_TOLD_ERRORS = 10

/**
 * Runs a sweep. A run that fails is told, and the others go on.
 *
 * @throws {CsvError} where what is to be gone on with is another table.
 * @throws {FileAccessError} where the table cannot be written.
 */
export async function runSweepInNode(
  { sweep, setup, folder, backend, tasks }: OpenSweep,
  { threads, out, resumes, now, onProgress }: NodeSweepOptions,
): Promise<SweepOutcome> {
  const layout = buildSweepLayout(sweep, setup.document)
  const known =
    out !== undefined && resumes ? await readKnown(out, layout, tasks, sweep.settings.ticks) : NONE
  const kept = tasks.filter(({ key }) => known.has(key))
  const missing = tasks.filter(({ key }) => !known.has(key))
  const keptRows = kept.flatMap(({ key }) => known.get(key)!)
  const summary = new SweepSummary(sweep)
  for (const task of kept) summary.add(task, known.get(task.key)!)
  const errors: { task: SweepTask; message: string }[] = []
  const source = { setup, folder, backend, timeLimitSeconds: sweep.timeLimitSeconds }
  const runner = createRunner(source, threads)
  let file: TableFile | undefined
  try {
    file = out === undefined ? undefined : await openTable(out, layout, keptRows, now)
    let done = kept.length
    await workInOrder(missing, {
      jobs: runner.jobs,
      work: (task) => runner.run(task),
      async take(rows, task) {
        const message = rows[0] && errorOf(rows[0])
        if (message !== undefined && errors.length < MAX_TOLD_ERRORS) errors.push({ task, message })
        summary.add(task, rows)
        await file?.append(rows)
        onProgress(++done)
      },
    })
    const finished = file
    file = undefined
    await finished?.finish()
  } finally {
    await file?.abandon()
    await runner.close()
  }
  const isPrefix = kept.every((task, i) => task === tasks[i])
  if (out !== undefined && !isPrefix) await putInOrder(out, layout, tasks, now)
  const { failed } = summary
  const points = summary.describe()
  return { points, runs: tasks.length, resumed: kept.length, failed, errors }
}

type Layout = ReturnType<typeof buildSweepLayout>
type RowsByRun = ReadonlyMap<string, readonly TableRow[]>

const NONE: RowsByRun = new Map()

interface Runner {
  /** Runs that are asked for at a time. */
  readonly jobs: number
  /** The rows of a run, or the one row of its error. */
  run(task: SweepTask): Promise<readonly TableRow[]>
  close(): Promise<void>
}

type PlainTask = Pick<SweepTask, 'values' | 'seed'>

function createRunner(source: SweepSource, threads: number): Runner {
  const isAlone = threads === 0 || !hasTaskThreads()
  const setup = { kind: 'sweep', source } as const
  const pool = isAlone
    ? undefined
    : new BatchPool<PlainTask, readonly TableRow[]>(new TaskPool(setup, { threads }), threads)
  const doHere = openSweepTasks(source)
  return {
    jobs: isAlone ? 1 : threads * MAX_BATCH_TASKS,
    async run(task) {
      const { values, seed } = task
      try {
        const asked = pool?.run({ values, seed }) ?? doHere({ values, seed }, () => {})
        return labelRows(task, await asked)
      } catch (error) {
        if (!isNamedError(error)) throw error
        const code = error instanceof TaskFailedError ? error.details.code : error.code
        return describeFailedRun(task, `${code}: ${error.message}`)
      }
    },
    close: async () => pool?.close(),
  }
}

async function openTable(
  out: string,
  layout: Layout,
  rows: readonly TableRow[],
  now: () => number,
): Promise<TableFile> {
  return rows.length > 0
    ? CsvFile.create(out, layout, rows, now)
    : createTableFile(out, layout, now)
}

async function readRows(path: string, layout: Layout): Promise<RowsByRun> {
  const text = new TextDecoder().decode(await readFileBounded(path, MAX_CSV_BYTES))
  return groupByRun(parseCsvTable(text, layout).rows)
}

/**
 * Runs that a file has whole; none where there is no file yet, or nothing in it. Its last one may have been
 * torn between two rows, unless it has the row of the tick that it ends at.
 *
 * @param ticks where runs end that have no end of their own.
 */
async function readKnown(
  path: string,
  layout: Layout,
  tasks: readonly SweepTask[],
  ticks: number | undefined,
): Promise<RowsByRun> {
  const file = await stat(path).catch(() => undefined)
  if (file === undefined || (file.isFile() && file.size === 0)) return NONE
  const found = [...(await readRows(path, layout))]
  const ends = new Map(tasks.map(({ key, values }) => [key, values.ticks ?? ticks]))
  const isWhole = (key: string, rows: readonly TableRow[], place: number) =>
    place < found.length - 1 || String(rows.at(-1)?.cells.tick) === String(ends.get(key))
  return new Map(
    found.filter(
      ([key, rows], i) => rows.every((row) => errorOf(row) === undefined) && isWhole(key, rows, i),
    ),
  )
}

/** Writes the rows of a file anew, in the order of the runs. */
async function putInOrder(
  path: string,
  layout: Layout,
  tasks: readonly SweepTask[],
  now: () => number,
): Promise<void> {
  const rows = await readRows(path, layout)
  const ordered = tasks.flatMap(({ key }) => rows.get(key) ?? [])
  await (await CsvFile.create(path, layout, ordered, now)).finish()
}
