/** A database over a driver: transactions, what is tried again, and whose turn it is not. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database, Transaction, TransactionOptions } from './database.ts'
import type { Driver, Session } from './driver.ts'
import { StorageConflictError, StorageMisuseError } from './errors.ts'
import { breaksSession, isConflict, toStorageError } from './sql-failure.ts'
import { type RawResult, type Row, readRows, type SqlValue, writeParameters } from './sql-values.ts'

/** What is in the way of others is tried so often in all. */
const MAX_TRIES = 8
/** How long is waited before the second try at most; before each further one twice as long. */
const FIRST_WAIT_MS = 10

export class SqlDatabase implements Database {
  readonly survivesPowerLoss: boolean
  readonly #driver: Driver
  readonly #scopes = new AsyncLocalStorage<Scope>()
  #closing: Promise<void> | undefined

  constructor(driver: Driver, survivesPowerLoss: boolean) {
    this.#driver = driver
    this.survivesPowerLoss = survivesPowerLoss
  }

  get place(): string {
    return this.#driver.place
  }

  async query<T extends Row = Row>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<readonly T[]> {
    this.assertOutside()
    const texts = writeParameters(parameters)
    return await this.#tryAgain(async (connection) => readAs<T>(await connection.run(sql, texts)))
  }

  async runForeign(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<readonly RawResult[]> {
    this.assertOutside()
    const texts = writeParameters(parameters)
    return await this.#tryAgain(async (connection) =>
      texts.length === 0 ? await connection.runScript(sql) : [await connection.run(sql, texts)],
    )
  }

  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    this.assertOutside()
    return await this.#tryAgain((connection) => this.#transact(connection, work, options))
  }

  assertOutside(): void {
    if (this.#scopes.getStore()?.isOpen === true) {
      const problem =
        'inside a transaction its own handle is to be used; a wait for the outer one would never end'
      throw new StorageMisuseError({ problem })
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#driver.close()
    return this.#closing
  }

  async #transact<T>(
    connection: Connection,
    work: (transaction: Transaction) => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    await connection.run(writeBegin(options))
    const scope = new Scope(connection)
    let value: T
    try {
      value = await this.#scopes.run(scope, () => work(scope))
      await scope.end()
    } catch (error) {
      await scope.end().catch(() => {})
      await connection.rollBack()
      // What the work makes of a statement that failed is not what the transaction failed of.
      throw isConflict(scope.failure) ? scope.failure : error
    }
    await connection.commit()
    return value
  }

  async #tryAgain<T>(attempt: (connection: Connection) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#withConnection(attempt)
      } catch (error) {
        if (!isConflict(error)) throw error
        if (tries === MAX_TRIES) {
          throw new StorageConflictError({ place: this.place, tries }, { cause: error })
        }
        await wait(randomInt(1, FIRST_WAIT_MS * 2 ** tries))
      }
    }
  }

  async #withConnection<T>(attempt: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new StorageMisuseError({ problem: 'it was closed' })
    let session: Session
    try {
      session = await this.#driver.acquire()
    } catch (error) {
      throw toStorageError(this.#driver, error)
    }
    const connection = new Connection(this.#driver, session)
    try {
      return await attempt(connection)
    } finally {
      session.release(connection.isBroken)
    }
  }
}

/** A session whose failures have names, and which knows whether it can be used again. */
class Connection {
  readonly #driver: Driver
  readonly #session: Session
  #isBroken = false

  constructor(driver: Driver, session: Session) {
    this.#driver = driver
    this.#session = session
  }

  get isBroken(): boolean {
    return this.#isBroken
  }

  async run(sql: string, texts: readonly (string | null)[] = []): Promise<RawResult> {
    return await this.#run(() => this.#session.run(sql, texts), false)
  }

  /** What it has begun and not ended is rolled back where it fails. */
  async runScript(sql: string): Promise<readonly RawResult[]> {
    try {
      return await this.#run(() => this.#session.runScript(sql), false)
    } catch (error) {
      await this.rollBack()
      throw error
    }
  }

  async commit(): Promise<void> {
    await this.#run(() => this.#session.run('commit', []), true)
  }

  /** A session that cannot even roll back is of no more use. */
  async rollBack(): Promise<void> {
    if (this.#isBroken) return
    try {
      await this.#session.run('rollback', [])
    } catch {
      this.#isBroken = true
    }
  }

  async #run<T>(ask: () => Promise<T>, isCommit: boolean): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (breaksSession(error)) this.#isBroken = true
      throw toStorageError(this.#driver, error, isCommit)
    }
  }
}

function writeBegin({ isolation = 'read committed', isReadOnly = false }: TransactionOptions) {
  return `begin isolation level ${isolation} ${isReadOnly ? 'read only' : 'read write'}`
}

/** What the caller knows of the columns that it has asked for. */
function readAs<T extends Row>(result: RawResult): readonly T[] {
  return readRows(result) as readonly Row[] as readonly T[]
}

/** The handle of a transaction while its work is done. */
class Scope implements Transaction {
  readonly isTransaction = true
  readonly #connection: Connection
  /** Statements are run one after the other, as they are asked for. */
  #last: Promise<unknown> = Promise.resolve()
  #isOpen = true
  #failure: unknown

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** What the database said first, where it refused a statement: nothing that follows counts. */
  get failure(): unknown {
    return this.#failure
  }

  async query<T extends Row = Row>(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<readonly T[]> {
    if (!this.#isOpen) throw new StorageMisuseError({ problem: 'the transaction has ended' })
    const texts = writeParameters(parameters)
    const running = this.#last.then(() => this.#run(sql, texts))
    this.#last = running.catch(() => {})
    return readAs<T>(await running)
  }

  /** Takes no more, and waits for what is under way; throws where a statement was refused. */
  async end(): Promise<void> {
    this.#isOpen = false
    await this.#last
    if (this.#failure !== undefined) throw this.#failure
  }

  async #run(sql: string, texts: readonly (string | null)[]): Promise<RawResult> {
    if (this.#failure !== undefined) throw this.#failure
    try {
      return await this.#connection.run(sql, texts)
    } catch (error) {
      this.#failure = error
      throw error
    }
  }
}
