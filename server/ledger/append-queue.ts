/**
 * What waits to be made durable. While a group is written the next one gathers, so the more producers there are, the
 * more entries share a sync.
 */
import { setImmediate } from 'node:timers'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import { CanonicalJsonError } from '../../engine/json/errors.ts'
import { MAX_KEY_CHARS } from '../../engine/ledger/ledger-entry.ts'
import { COUNT_BOUNDS, Histogram, SECONDS_BOUNDS } from '../observability/histogram.ts'
import { EntryTooLargeError, LedgerBusyError, LedgerKeyError } from './errors.ts'
import type { Appended, LedgerMeasures, LedgerRecord } from './ledger.ts'
import {
  MAX_ENTRY_BYTES,
  MAX_GROUP_BYTES,
  MAX_GROUP_ENTRIES,
  MAX_OVERHEAD_BYTES,
  MAX_WAITING_BYTES,
  MAX_WAITING_ENTRIES,
} from './limits.ts'

/** An append that is not durable yet. */
export interface Waiting {
  readonly key: string
  /** The canonical JSON of the event. */
  readonly eventText: string
  readonly bytes: number
  readonly promise: Promise<Appended>
  resolve(appended: Appended): void
  reject(error: unknown): void
}

export interface AppendQueueOptions {
  /** Throws where nothing more is taken. */
  assertOpen(): void
  /** Makes a group durable and resolves each of it; what it throws, all get that were not resolved. */
  write(group: readonly Waiting[]): Promise<void>
  /** Is told when nothing waits any more. */
  onIdle(): void
}

export class AppendQueue {
  readonly #options: AppendQueueOptions
  readonly #waiting: Waiting[] = []
  #waitingBytes = 0
  readonly #byKey = new Map<string, Waiting>()
  #writing: Promise<void> | undefined
  #refusedMs: number | undefined
  readonly #appendSeconds = new Histogram(SECONDS_BOUNDS)
  readonly #groupEntries = new Histogram(COUNT_BOUNDS)

  constructor(options: AppendQueueOptions) {
    this.#options = options
  }

  /** How long appends took, and how many shared a sync. */
  get measures(): LedgerMeasures {
    const refusedMs = this.#refusedMs
    return {
      appendSeconds: this.#appendSeconds.state,
      groupEntries: this.#groupEntries.state,
      refusedMsAgo: refusedMs === undefined ? undefined : performance.now() - refusedMs,
    }
  }

  /** Lets a record wait; resolves when it is durable. See `Ledger.append` for what it throws. */
  async append({ key, event }: LedgerRecord): Promise<Appended> {
    if (key.length === 0 || key.length > MAX_KEY_CHARS) {
      throw new LedgerKeyError({ chars: key.length, maxChars: MAX_KEY_CHARS })
    }
    canonicalJson(key)
    const eventText = canonicalJson(event)
    // One that no entry can have would spoil those which share its group.
    if (!eventText.startsWith('{'))
      throw new CanonicalJsonError({ path: '', problem: 'is no object' })
    const bytes = Buffer.byteLength(eventText) + MAX_OVERHEAD_BYTES
    if (bytes > MAX_ENTRY_BYTES) {
      throw new EntryTooLargeError({ bytes, maxBytes: MAX_ENTRY_BYTES })
    }
    this.#options.assertOpen()
    const earlier = this.#byKey.get(key)
    if (earlier !== undefined) return { ...(await earlier.promise), isNew: false }
    const waiting = this.#waiting.length
    const waitingBytes = this.#waitingBytes
    if (waiting >= MAX_WAITING_ENTRIES || waitingBytes + bytes > MAX_WAITING_BYTES) {
      throw new LedgerBusyError({ waiting, waitingBytes })
    }
    const { promise, resolve, reject } = Promise.withResolvers<Appended>()
    const startMs = performance.now()
    const added: Waiting = {
      ...{ key, eventText, bytes, promise },
      resolve: (appended) => {
        this.#forget(added)
        this.#appendSeconds.add((performance.now() - startMs) / 1000)
        resolve(appended)
      },
      // Whoever sends it again is not told of this refusal once more.
      reject: (error) => {
        this.#forget(added)
        reject(error)
      },
    }
    this.#waiting.push(added)
    this.#waitingBytes += bytes
    this.#byKey.set(key, added)
    this.#writing ??= this.#writeAll()
    return await promise
  }

  /** Waits until nothing waits. */
  async settle(): Promise<void> {
    await this.#writing
  }

  /** Writes group after group until none waits; never rejects. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whoever appends in this turn of the event loop shares the sync.
      await new Promise((resolve) => setImmediate(resolve))
      const group = this.#takeGroup()
      this.#groupEntries.add(group.length)
      try {
        await this.#options.write(group)
        this.#refusedMs = undefined
      } catch (error) {
        this.#refusedMs = performance.now()
        for (const each of group) each.reject(error)
      }
    }
    this.#writing = undefined
    this.#options.onIdle()
  }

  #forget(each: Waiting): void {
    if (this.#byKey.get(each.key) === each) this.#byKey.delete(each.key)
  }

  #takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const each of this.#waiting) {
      bytes += each.bytes
      if (count > 0 && (count === MAX_GROUP_ENTRIES || bytes > MAX_GROUP_BYTES)) break
      count++
      this.#waitingBytes -= each.bytes
    }
    return this.#waiting.splice(0, count)
  }
}
