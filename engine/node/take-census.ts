/** Takes a census in Node, on many threads: soups are told in the order of their numbers, whoever took them. */
import type { SoupOutcome } from '../metrics/census/census-tally.ts'
import { workInOrder } from '../simulation/in-order.ts'
import { type CensusSource, type CensusTask, openCensusTasks } from './census-task.ts'
import { hasTaskThreads, TaskPool } from './task-pool.ts'

/** Soups of one task: enough that handing it over costs nothing, and few enough that all threads have some. */
const TASK_SOUPS = 8

export interface CensusPlan {
  readonly soups: number
  /** With 0 there are none beside this one. */
  readonly threads: number
}

/**
 * Takes a census.
 *
 * @param onSoup is told of each soup, by its number.
 * @throws {TaskFailedError | TaskEndedError} where a thread could not take its part.
 */
export async function takeCensus(
  source: CensusSource,
  { soups, threads }: CensusPlan,
  onSoup: (outcome: SoupOutcome) => void,
): Promise<void> {
  const tasks = Array.from({ length: Math.ceil(soups / TASK_SOUPS) }, (_, i): CensusTask => {
    const first = i * TASK_SOUPS
    return { first, count: Math.min(TASK_SOUPS, soups - first) }
  })
  // A thread takes longer to start than few soups do to settle.
  const isAlone = threads === 0 || tasks.length === 1 || !hasTaskThreads()
  const pool = isAlone
    ? undefined
    : new TaskPool<CensusTask, readonly SoupOutcome[]>({ kind: 'census', source }, { threads })
  const takeHere = openCensusTasks(source)
  try {
    await workInOrder(tasks, {
      jobs: isAlone ? 1 : threads,
      work: (task) => pool?.run(task) ?? takeHere(task, () => {}),
      take(outcomes) {
        for (const outcome of outcomes) onSoup(outcome)
      },
    })
  } finally {
    await pool?.close()
  }
}
