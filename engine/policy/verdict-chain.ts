/**
 * A chain of verdicts that shows tampering.
 *
 * Each verdict's link is SHA-256 over the link before it and the verdict's record; the first
 * follows from a fixed text. A link therefore stands for all verdicts up to its own. Signing each
 * of them would cost more than the verdicts, so only the last of a batch, its *head*, is signed.
 */
import { createSha256Function } from '../math/sha256.ts'
import { VerdictChainError } from './errors.ts'
import { type VerdictEntry, writeVerdictRecord } from './verdict-record.ts'

/** Bytes of a link. */
export const LINK_BYTES = 32

/** Verdicts of a batch, save the last one. */
export const VERDICTS_PER_HEAD = 1024

/** Verdicts that follow each other, and their head. */
export interface VerdictBatch {
  /** The number of its first verdict, counted from 0 through the whole chain. */
  readonly first: number
  readonly records: readonly string[]
  /** The links of its verdicts, one after another; the last one is the head. */
  readonly links: Uint8Array
  /** Over the head; undefined where nobody signs. */
  readonly signature: Uint8Array | undefined
}

/** Which verdicts a head ends. */
export interface Stretch {
  /** The number of the first of them. */
  readonly first: number
  readonly count: number
}

export interface VerdictChainOptions {
  /** Signs a head; the batch that it ends may be signed with it. */
  readonly sign?: (head: Uint8Array, of: Stretch) => Promise<Uint8Array>
  /** Takes a batch that is complete. They come in order, one at a time. */
  readonly keep: (batch: VerdictBatch) => void | Promise<void>
  readonly verdictsPerHead?: number
}

/** Starts an empty chain of verdicts on spawns. */
export async function createVerdictChain(
  options: VerdictChainOptions,
): Promise<VerdictChain<VerdictEntry>> {
  return await createChainOf(writeVerdictRecord, options)
}

/**
 * Starts an empty chain of verdicts on something else.
 *
 * @param write gives the record of a verdict: a JSON array that begins with its number.
 */
export async function createChainOf<Entry>(
  write: (index: number, entry: Entry) => string,
  options: VerdictChainOptions,
): Promise<VerdictChain<Entry>> {
  return new VerdictChain(write, options, await createSha256Function())
}

/** The link before the first verdict. */
export function firstLink(hash: LinkHash): Uint8Array {
  return hash(new TextEncoder().encode('thunderline verdicts 1'))
}

/** The link of a record. */
export function nextLink(hash: LinkHash, link: Uint8Array, record: string): Uint8Array {
  return hash(link, new TextEncoder().encode(record))
}

export type LinkHash = (...parts: readonly Uint8Array[]) => Uint8Array

export class VerdictChain<Entry = VerdictEntry> {
  readonly #write: (index: number, entry: Entry) => string
  readonly #hash: LinkHash
  readonly #options: VerdictChainOptions
  readonly #verdictsPerHead: number
  #first = 0
  #records: string[] = []
  #links: Uint8Array
  #head: Uint8Array
  /** Settles when all batches so far are kept; it never rejects. */
  #kept: Promise<void> = Promise.resolve()
  #failure: VerdictChainError | undefined

  constructor(
    write: (index: number, entry: Entry) => string,
    options: VerdictChainOptions,
    hash: LinkHash,
  ) {
    this.#write = write
    this.#hash = hash
    this.#options = options
    this.#verdictsPerHead = options.verdictsPerHead ?? VERDICTS_PER_HEAD
    this.#links = new Uint8Array(LINK_BYTES * this.#verdictsPerHead)
    this.#head = firstLink(hash)
  }

  /** How many verdicts it has. */
  get length(): number {
    return this.#first + this.#records.length
  }

  /** The link of the last verdict, which the caller may keep. */
  get head(): Uint8Array {
    return this.#head
  }

  /** Adds a verdict, and ends its batch when that is full; gives its record. */
  append(entry: Entry): string {
    const record = this.#write(this.length, entry)
    this.#head = nextLink(this.#hash, this.#head, record)
    this.#links.set(this.#head, LINK_BYTES * this.#records.length)
    this.#records.push(record)
    if (this.#records.length === this.#verdictsPerHead) this.#endBatch()
    return record
  }

  /**
   * Ends the batch under way and waits until all are signed and kept. The chain can go on.
   *
   * @throws {VerdictChainError} when one was not; from that batch on nothing is kept.
   */
  async flush(): Promise<void> {
    if (this.#records.length > 0) this.#endBatch()
    await this.#kept
    if (this.#failure !== undefined) throw this.#failure
  }

  #endBatch(): void {
    const [first, records, head] = [this.#first, this.#records, this.#head]
    const links = this.#links.slice(0, LINK_BYTES * records.length)
    this.#first += records.length
    this.#records = []
    this.#kept = this.#kept.then(() => this.#signAndKeep({ first, records, links }, head))
  }

  async #signAndKeep(batch: Omit<VerdictBatch, 'signature'>, head: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return
    try {
      const signature = await this.#options.sign?.(head, {
        first: batch.first,
        count: batch.records.length,
      })
      await this.#options.keep(Object.freeze({ ...batch, signature }))
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#failure = new VerdictChainError({ firstVerdict: batch.first, reason }, { cause })
    }
  }
}
