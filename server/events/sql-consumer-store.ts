/** Consumers whose positions are kept in the database, in the transactions of what they do there. */
import {
  countDeadLetters,
  insertDeadLetter,
  insertFailure,
  lockDeadLetter,
  lockPosition,
  markRedriven,
  readPosition,
  selectDeadLetters,
  selectFailures,
  writePosition,
} from '../storage/consumer-tables.ts'
import type { Database, Transaction } from '../storage/database.ts'
import type { ConsumerStore, DeadLetter, DeadLetterRange, Failure, Move } from './consumer.ts'

export class SqlConsumerStore implements ConsumerStore<Transaction> {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async position(consumer: string): Promise<number> {
    return await readPosition(this.#database, consumer)
  }

  async advance(
    consumer: string,
    { from, to, lastSha256 }: Move,
    work: (work: Transaction) => Promise<void>,
  ): Promise<boolean> {
    return await this.#database.transaction(async (transaction) => {
      if ((await lockPosition(transaction, consumer)) !== from) return false
      await work(transaction)
      await writePosition(transaction, consumer, to, lastSha256)
      return true
    })
  }

  async addFailure(
    consumer: string,
    seq: number,
    { atMs, problem }: Omit<Failure, 'attempt'>,
  ): Promise<number> {
    return await insertFailure(this.#database, consumer, { seq, at_ms: atMs, problem })
  }

  async bury(
    consumer: string,
    { from, seq, type, lastSha256 }: Parameters<ConsumerStore<Transaction>['bury']>[1],
  ): Promise<boolean> {
    return await this.#database.transaction(async (transaction) => {
      if ((await lockPosition(transaction, consumer)) !== from) return false
      await insertDeadLetter(transaction, { consumer, seq, type, state: 'dead' })
      await writePosition(transaction, consumer, seq + 1, lastSha256)
      return true
    })
  }

  async listDeadLetters(range: DeadLetterRange): Promise<readonly DeadLetter[]> {
    const rows = await selectDeadLetters(this.#database, range)
    return await Promise.all(
      rows.map(async (row) => {
        const failures = await selectFailures(this.#database, row.consumer, row.seq)
        return {
          ...row,
          failures: failures.map(({ attempt, at_ms: atMs, problem }) => ({
            attempt,
            atMs,
            problem,
          })),
        }
      }),
    )
  }

  async countDead(): Promise<number> {
    return await countDeadLetters(this.#database)
  }

  async redrive(
    consumer: string,
    seq: number,
    work: (work: Transaction) => Promise<void>,
  ): Promise<boolean> {
    return await this.#database.transaction(async (transaction) => {
      if (!(await lockDeadLetter(transaction, consumer, seq))) return false
      await work(transaction)
      await markRedriven(transaction, consumer, seq)
      return true
    })
  }
}
