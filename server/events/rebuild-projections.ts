/**
 * Makes the tables of projections anew from the log.
 *
 * They are emptied and their consumers put back to the first event in one transaction; from there they hear all events
 * again, as they would in a server. So whenever it is killed, the tables are those of some stretch of the log and say
 * so, and whoever begins again, or starts a server, comes to the same end.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Database, Transaction } from '../storage/database.ts'
import {
  emptyTables,
  lockConsumers,
  lowerPositions,
  resetConsumers,
  selectPositions,
} from '../storage/rebuild-tables.ts'
import { ConsumerLoop } from './consumer-loop.ts'
import { OtherLedgerError, PositionBeyondLedgerError } from './errors.ts'
import { hashText } from './projections/hash-text.ts'
import type { Projection } from './projections/projection.ts'
import type { RecordLog } from './record-log.ts'
import { SqlConsumerStore } from './sql-consumer-store.ts'

export interface RebuildOptions {
  readonly database: Database
  readonly log: RecordLog
  readonly projections: readonly Projection[]
  /** Milliseconds since 1970, for what fails. */
  readonly nowMs: () => number
  readonly onProgress?: (done: number, all: number) => void
}

export interface RebuildReport {
  /** How many entries were heard again. */
  readonly entries: number
  readonly projections: readonly string[]
  /** Events that a projection could not take; they are dead letters, as in a server. */
  readonly dead: number
}

const LOOK_MS = 100

/**
 * Empties the tables of projections and fills them again.
 *
 * @throws what the log or the database throws; then it is to be done again.
 */
export async function rebuildProjections(options: RebuildOptions): Promise<RebuildReport> {
  const { database, log, projections } = options
  await log.refresh?.()
  const { size } = log.head
  const names = projections.map(({ name }) => name)
  await database.transaction(async (transaction) => {
    await lockConsumers(transaction)
    await emptyTables(
      transaction,
      projections.flatMap(({ tables }) => tables),
    )
    await resetConsumers(transaction, names)
    await lowerPositions(transaction, size)
  })
  await replay(options, size)
  const store = new SqlConsumerStore(database)
  let dead = 0
  for (const consumer of names) {
    dead += (await store.listDeadLetters({ consumer, count: 1000 })).length
  }
  return { entries: size, projections: names, dead }
}

async function replay(options: RebuildOptions, size: number): Promise<void> {
  const { database, log, projections, nowMs, onProgress } = options
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  const store = new SqlConsumerStore(database)
  const loops = projections.map(
    (consumer) =>
      new ConsumerLoop<Transaction>({
        ...{ log, store, consumer, nowMs, onProblem: failure.reject },
      }),
  )
  try {
    for (const loop of loops) loop.start()
    for (;;) {
      const depths = loops.map(({ stats }) => stats.depth)
      const left = Math.max(0, ...depths)
      onProgress?.(size - Math.min(size, left), size)
      const heard = loops.map((loop) => size === 0 || loop.waitUntilPassed(size - 1, LOOK_MS))
      const passed = await Promise.race([Promise.all(heard), failure.promise])
      if (passed.every(Boolean)) return
      await wait(0)
    }
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()))
  }
}

/**
 * Holds the positions of consumers to the log: the last event that each has passed is there, and is the same.
 *
 * @throws {PositionBeyondLedgerError} where one of them has heard more than there is.
 * @throws {OtherLedgerError} where one of them has heard something else: a log that was put back, and has grown since.
 */
export async function assertSameLog(database: Database, log: RecordLog): Promise<void> {
  // In this order, since others may append meanwhile.
  const positions = await selectPositions(database)
  await log.refresh?.()
  const { size } = log.head
  for (const { name: consumer, position, last_sha256: sha256 } of positions) {
    if (position > size) throw new PositionBeyondLedgerError({ consumer, position, size })
    if (position === 0 || sha256 === undefined) continue
    const [text] = await log.read(position - 1, 1)
    if (text === undefined || hashText(text) !== sha256) {
      throw new OtherLedgerError({ consumer, seq: position - 1 })
    }
  }
}
