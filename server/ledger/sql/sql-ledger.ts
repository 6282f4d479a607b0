/**
 * A ledger in tables, to which several processes append at once.
 *
 * A group is a transaction that locks the row which says where the ledger stands: so the order is total, and whoever
 * comes next goes on from the entry before. Appends resolve when their transaction is committed, which on a server
 * means that its disk has it; an embedded database never waits for its disk, and what it acknowledges survives the end
 * of the process, not a loss of power (`survivesPowerLoss` of the database).
 */
import { setTimeout as wait } from 'node:timers/promises'
import { NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import type { NodePlace } from '../../../engine/ledger/merkle-proof.ts'
import { formatVerifierKey } from '../../../engine/ledger/verifier-key.ts'
import type { Database, Queries, Transaction } from '../../storage/database.ts'
import { StorageTimeoutError, StorageUnavailableError } from '../../storage/errors.ts'
import {
  addLedgerCheckpoint,
  addLedgerGroup,
  beginLedger,
  findLedgerKeys,
  type LedgerHeadRow,
  lockLedgerHead,
  readLedgerHead,
} from '../../storage/ledger-tables.ts'
import { AppendQueue, type Waiting } from '../append-queue.ts'
import {
  LedgerClosedError,
  LedgerDamagedError,
  LedgerFolderError,
  LedgerWriteError,
} from '../errors.ts'
import type { Appended, Ledger, LedgerHead, LedgerMeasures, LedgerRecord } from '../ledger.ts'
import { CHECKPOINT_MS, MAX_READ_ENTRIES } from '../limits.ts'
import { OpenUntilClosed } from '../open-until-closed.ts'
import { type Signer, signHead } from '../signer.ts'
import { buildGroup, nameKey } from './build-group.ts'
import { followHead, type LedgerView } from './ledger-view.ts'
import { openView } from './open-view.ts'
import { readLines, readNodes } from './read-rows.ts'

export interface SqlLedgerOptions {
  /** Where it is kept; the ledger does not close it. */
  readonly database: Database
  /** Signs its checkpoints; all processes that append have the same. The database never sees the private key. */
  readonly signer: Signer
  /** How long after an append a checkpoint is signed. */
  readonly checkpointMs?: number
  /** Is told of what goes wrong in the background. */
  readonly onProblem?: (problem: unknown) => void
}

/** A group whose commit may have happened or not is tried so often, before it is given up. */
const COMMIT_TRIES = 3
const COMMIT_WAIT_MS = 200

export class SqlLedger implements Ledger {
  readonly origin: string
  readonly verifierKey: string
  readonly #options: SqlLedgerOptions
  readonly #database: Database
  readonly #signer: Signer
  readonly #queue: AppendQueue
  readonly #open = new OpenUntilClosed()
  #view: LedgerView
  #head: LedgerHead
  #notedSize = -1
  /** Whatever goes on from the view waits for what did before. */
  #turns: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  /** Why no more is taken, where what is there was altered. */
  #failure: string | undefined

  private constructor(options: SqlLedgerOptions, view: LedgerView) {
    this.#options = options
    this.#database = options.database
    this.#signer = options.signer
    this.origin = options.signer.key.name
    this.verifierKey = formatVerifierKey(options.signer.key)
    this.#view = view
    this.#head = { size: view.size, root: view.frontier.root() }
    this.#queue = new AppendQueue({
      assertOpen: () => {
        this.#open.assertOpen()
        if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
        // The first to append begins to write for all: it must not be inside of what a write would wait for.
        this.#database.assertOutside()
      },
      write: (group) => this.#inTurn(() => this.#writeGroup(group)),
      onIdle: () => this.#planCheckpoint(),
    })
  }

  /**
   * Opens the ledger of a database, or begins one there.
   *
   * @throws {LedgerDamagedError} where it is not what was signed.
   * @throws {LedgerFolderError} where it is signed with another key.
   */
  static async open(options: SqlLedgerOptions): Promise<SqlLedger> {
    const { database, signer } = options
    const verifierKey = formatVerifierKey(signer.key)
    const view = await database.transaction(
      async (transaction) => {
        const begin = { verifierKey, size: 0, group: 0, previous: NO_PREVIOUS }
        if ((await readLedgerHead(transaction)) === undefined) await beginLedger(transaction, begin)
        const head = await findHead(transaction, database.place)
        if (head.verifierKey !== verifierKey) {
          const problem = 'the one that is there is signed with another key'
          throw new LedgerFolderError({ folder: database.place, problem })
        }
        return await openView(transaction, database.place, head, signer)
      },
      { isolation: 'repeatable read' },
    )
    return new SqlLedger(options, view)
  }

  get head(): LedgerHead {
    return this.#head
  }

  get measures(): LedgerMeasures {
    return this.#queue.measures
  }

  get failure(): string | undefined {
    return this.#failure
  }

  async append(record: LedgerRecord): Promise<Appended> {
    return await this.#queue.append(record)
  }

  /** Looks how far other processes have come; gives the head as it is then. */
  async refresh(): Promise<LedgerHead> {
    await this.#open.run(() =>
      this.#inTurn(async () => {
        const view = await this.#database.transaction(
          async (transaction) => await this.#follow(transaction, await this.#find(transaction)),
          { isolation: 'repeatable read', isReadOnly: true },
        )
        this.#learn(view)
      }),
    )
    return this.#head
  }

  async read(from: number, count: number): Promise<readonly string[]> {
    const end = Math.min(this.#head.size, from + Math.min(count, MAX_READ_ENTRIES))
    return await this.#open.run(async () =>
      end <= from ? [] : await readLines(this.#database, this.#database.place, from, end),
    )
  }

  async readNodes(nodes: readonly NodePlace[]): Promise<readonly Uint8Array[]> {
    return await this.#open.run(() => readNodes(this.#database, this.#database.place, nodes))
  }

  async checkpoint(): Promise<string> {
    this.#open.assertOpen()
    return await this.#open.run(() => this.#sign())
  }

  close(): Promise<void> {
    return this.#open.close(async () => {
      clearTimeout(this.#timer)
      await this.#queue.settle()
      try {
        if (this.#failure === undefined) await this.#sign()
      } finally {
        await this.#open.settle()
      }
    })
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turns.then(work)
    this.#turns = done.catch(() => {})
    return await done
  }

  /** Writes a group, again where nobody knows whether it was committed: what is there then is found by its keys. */
  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    /** Leaf hashes of what may have been written, by keys. */
    const planned = new Map<string, string>()
    for (let tries = 1; ; tries++) {
      try {
        return await this.#tryGroup(group, planned)
      } catch (error) {
        if (!isOutcomeUnknown(error) || tries === COMMIT_TRIES) throw this.#describe(error)
        await wait(COMMIT_WAIT_MS * tries)
      }
    }
  }

  async #tryGroup(group: readonly Waiting[], planned: Map<string, string>): Promise<void> {
    if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
    const before = new Map(planned)
    const { view, answers } = await this.#database.transaction(async (transaction) => {
      const current = await this.#follow(transaction, await this.#lock(transaction))
      const names = group.map(({ key }) => nameKey(key))
      const known = await findLedgerKeys(transaction, names)
      const fresh = group.filter((_, place) => !known.has(names[place]!))
      const built = fresh.length === 0 ? undefined : buildGroup(current, fresh)
      if (built !== undefined) await addLedgerGroup(transaction, built.group)
      const entries = built?.group.entries ?? []
      for (const { key, leafHash } of entries) planned.set(key, toHex(leafHash))
      const added = new Map(entries.map(({ key, seq }) => [key, seq]))
      const answers = names.map((name): Appended => {
        const found = known.get(name)
        if (found === undefined) return { seq: added.get(name)!, isNew: true }
        return { seq: found.seq, isNew: before.get(name) === toHex(found.leafHash) }
      })
      return { view: built?.view ?? current, answers }
    })
    this.#learn(view)
    for (const [place, each] of group.entries()) each.resolve(answers[place]!)
  }

  async #follow(queries: Queries, head: LedgerHeadRow): Promise<LedgerView> {
    try {
      return await followHead(queries, this.#database.place, this.#view, head)
    } catch (error) {
      if (error instanceof LedgerDamagedError) this.#fail(error)
      throw error
    }
  }

  async #find(queries: Queries): Promise<LedgerHeadRow> {
    return await findHead(queries, this.#database.place)
  }

  async #lock(transaction: Transaction): Promise<LedgerHeadRow> {
    const head = await lockLedgerHead(transaction)
    if (head !== undefined) return head
    throw this.#damaged(0, 'the row that says where it stands is gone')
  }

  #learn(view: LedgerView): void {
    if (view === this.#view) return
    this.#view = view
    this.#head = { size: view.size, root: view.frontier.root() }
  }

  /** Takes no more from now on. */
  #fail(error: Error): void {
    this.#failure ??= error.message.replace(/\.$/, '')
    clearTimeout(this.#timer)
    this.#options.onProblem?.(error)
  }

  #describe(error: unknown): unknown {
    if (error instanceof LedgerDamagedError || error instanceof LedgerClosedError) return error
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
    return new LedgerWriteError({ reason, canGoOn: true }, { cause: error })
  }

  #damaged(seq: number, problem: string): LedgerDamagedError {
    return new LedgerDamagedError({ folder: this.#database.place, seq, problem })
  }

  #planCheckpoint(): void {
    if (this.#open.isClosed || this.#failure !== undefined) return
    if (this.#head.size === this.#notedSize) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#sign().catch((error) => this.#options.onProblem?.(error))
    }, this.#options.checkpointMs ?? CHECKPOINT_MS).unref()
  }

  /** Signs the ledger as it is, entries of other processes too. */
  async #sign(): Promise<string> {
    return await this.#inTurn(async () => {
      if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
      try {
        const { view, note } = await this.#database.transaction(async (transaction) => {
          // Nobody adds meanwhile, so that a later checkpoint never covers less.
          const current = await this.#follow(transaction, await this.#lock(transaction))
          const head = { size: current.size, root: current.frontier.root() }
          const signed = signHead(this.#signer, head)
          await addLedgerCheckpoint(transaction, head.size, signed)
          return { view: current, note: signed }
        })
        this.#learn(view)
        this.#notedSize = view.size
        return note
      } catch (error) {
        const described = this.#describe(error)
        if (!(described instanceof LedgerWriteError)) throw described
        const reason = `no checkpoint could be signed (${described.details.reason})`
        throw new LedgerWriteError({ reason, canGoOn: true }, { cause: error })
      }
    })
  }
}

async function findHead(queries: Queries, place: string): Promise<LedgerHeadRow> {
  const head = await readLedgerHead(queries)
  if (head !== undefined) return head
  const problem = 'the row that says where it stands is gone'
  throw new LedgerDamagedError({ folder: place, seq: 0, problem })
}

function isOutcomeUnknown(error: unknown): boolean {
  const isLost = error instanceof StorageUnavailableError || error instanceof StorageTimeoutError
  return isLost && error.details.isOutcomeUnknown
}

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
