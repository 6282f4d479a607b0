/**
 * Where verdicts are written down: each is chained at once, in memory, and goes to the table a moment later with
 * others. A stretch of them ends when it is full or old; then its head is signed and goes on record, and the oldest
 * stretches make room.
 *
 * A process that is killed leaves the end of its chain without a head. The verdicts on commands are on record by
 * themselves; of queries in the last moment nothing is left.
 */
import { encodeBase64 } from '../../engine/formats/base64.ts'
import {
  createChainOf,
  type VerdictBatch,
  type VerdictChain,
} from '../../engine/policy/verdict-chain.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { Signer } from '../ledger/signer.ts'
import type { Database } from '../storage/database.ts'
import { dropOldVerdicts, insertVerdicts, type VerdictRow } from '../storage/verdict-tables.ts'
import { VerdictsUnkeptError } from './errors.ts'
import { nameKey, signVerdictHead } from './verdict-head.ts'
import { formatVerdictId, type GateEntry, writeGateRecord } from './verdict-record.ts'

export interface VerdictLimits {
  /** Verdicts of a stretch. */
  readonly perHead: number
  /** Verdicts that are kept, but for what complete stretches need. */
  readonly kept: number
  /** Verdicts that may wait to be kept; beyond these everything is denied. */
  readonly waiting: number
  /** A stretch ends so long after its first verdict. */
  readonly headMs: number
  /** So often what waits is written. */
  readonly writeMs: number
}

export const VERDICT_LIMITS: VerdictLimits = Object.freeze({
  perHead: 1024,
  kept: 200_000,
  waiting: 16_384,
  headMs: 15_000,
  writeMs: 250,
})

export interface VerdictBookOptions {
  readonly database: Database
  readonly signer: Signer
  readonly limits: VerdictLimits
  publishEvent(event: KnownRecord): Promise<unknown>
  newId(): string
  readonly onProblem?: (problem: unknown) => void
}

/** A verdict in its chain. */
export interface ChainedVerdict {
  readonly id: string
  /** The link before it; undefined for the first. */
  readonly previous: Uint8Array | undefined
}

export class VerdictBook {
  readonly #options: VerdictBookOptions
  #chainId: string
  #chain: VerdictChain<GateEntry>
  #waiting: VerdictRow[] = []
  #isFailing = false
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  /** When the first verdict without a head is old; undefined where each has one. */
  #headAt: NodeJS.Timeout | undefined

  private constructor(
    options: VerdictBookOptions,
    chainId: string,
    chain: VerdictChain<GateEntry>,
  ) {
    this.#options = options
    this.#chainId = chainId
    this.#chain = chain
  }

  /** Begins a chain of its own. */
  static async open(options: VerdictBookOptions): Promise<VerdictBook> {
    const book: VerdictBook = new VerdictBook(
      options,
      '',
      await createChainOf(writeGateRecord, { keep() {} }),
    )
    await book.#begin()
    return book
  }

  /** Whether so many wait to be kept that no more are taken. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#options.limits.waiting
  }

  /** Whether what waits could not be written when it was tried last; it is tried again and again. */
  get isFailing(): boolean {
    return this.#isFailing
  }

  /** How many wait to be kept. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Chains a verdict. */
  add(entry: GateEntry): ChainedVerdict {
    const number = this.#chain.length
    const previous = number === 0 ? undefined : this.#chain.head
    const chainId = this.#chainId
    const record = this.#chain.append(entry)
    const link = this.#chain.head
    this.#waiting.push({ chain_id: chainId, number, at_ms: entry.atMs, link, record })
    const { writeMs, headMs } = this.#options.limits
    this.#timer ??= later(() => void this.write(), writeMs)
    this.#headAt ??= later(() => void this.endStretch(), headMs)
    return { id: formatVerdictId(chainId, number), previous }
  }

  /**
   * Writes what waits now to the table; where that fails it is told, waits on, and is tried again. What comes meanwhile
   * is for the next time: commands wait for this, and would wait as long as others ask.
   */
  async write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#writeAll())
    await this.#writing
  }

  /** Writes what waits now, and tells whether a verdict is kept by then. */
  async keep(id: string): Promise<boolean> {
    await this.write()
    return !this.#waiting.some((each) => formatVerdictId(each.chain_id, each.number) === id)
  }

  /** Ends the stretch under way and waits until its head is on record. */
  async endStretch(): Promise<void> {
    clearTimeout(this.#headAt)
    this.#headAt = undefined
    const chain = this.#chain
    try {
      await chain.flush()
    } catch (error) {
      // No head of this chain can follow, so another is begun; what it has is kept.
      this.#options.onProblem?.(error)
      if (this.#chain === chain) await this.#begin()
    }
  }

  /** Ends the last stretch. */
  async close(): Promise<void> {
    await this.endStretch()
    await this.write()
    clearTimeout(this.#timer)
    clearTimeout(this.#headAt)
  }

  async #begin(): Promise<void> {
    const { signer, newId, limits } = this.#options
    const chainId = newId()
    this.#chain = await createChainOf(writeGateRecord, {
      sign: async (head, stretch) => signVerdictHead(signer, chainId, stretch, head),
      keep: (batch) => this.#keep(chainId, batch),
      verdictsPerHead: limits.perHead,
    })
    this.#chainId = chainId
  }

  async #keep(chainId: string, { first, records, links, signature }: VerdictBatch): Promise<void> {
    const { signer, database, limits } = this.#options
    await this.write()
    // A head on record whose verdicts are nowhere would look like tampering.
    if (
      this.#waiting.some(
        (each) => each.chain_id === chainId && each.number < first + records.length,
      )
    ) {
      throw new VerdictsUnkeptError({ chainId, first })
    }
    const head = Buffer.from(links.subarray(-32)).toString('hex')
    await this.#options.publishEvent({
      kind: 'record',
      name: 'policy.verdicts.headed',
      idempotencyKey: `verdicts/${formatVerdictId(chainId, first)}`,
      data: {
        ...{ chain_id: chainId, first, count: records.length, head_sha256: head },
        ...{ signature: encodeBase64(signature!), key: nameKey(signer.key) },
      },
    })
    await dropOldVerdicts(database, limits.kept)
  }

  async #writeAll(): Promise<void> {
    const { database, onProblem, limits } = this.#options
    for (let left = this.#waiting.length; left > 0; ) {
      const rows = this.#waiting.slice(0, Math.min(left, limits.perHead))
      try {
        await insertVerdicts(database, rows)
        this.#waiting.splice(0, rows.length)
        left -= rows.length
        this.#isFailing = false
      } catch (error) {
        this.#isFailing = true
        onProblem?.(error)
        this.#timer ??= later(() => void this.write(), limits.writeMs)
        return
      }
    }
  }
}

/** A timer that keeps no process alive. */
function later(work: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(work, ms).unref()
}
