/**
 * A producer that does not give up, over a disk that refuses: it sends again what was refused, and opens the ledger
 * anew where that has to be.
 */
import { setTimeout } from 'node:timers/promises'
import { isNamedError } from '../../engine/named-error.ts'
import { assertSame } from '../../engine/testing/case.ts'
import {
  LedgerClosedError,
  LedgerDamagedError,
  LedgerLockedError,
  LedgerWriteError,
} from '../ledger/errors.ts'
import { auditLedgerFolder } from '../ledger/files/audit-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { createFolderPlace } from './ledger-folder-place.ts'
import { readChain } from './ledger-oracle.ts'
import { readAllLines } from './ledger-place.ts'
import { quickDisk } from './quick-disk.ts'
import { createRefusingDisk, type Refusal, type RefusingDisk } from './refusing-disk.ts'

/** So often a thing is tried again; a disk that refuses once needs it once. */
const MAX_TRIES = 3
/** Whatever a disk does, a ledger is closed after that. */
const CLOSE_MS = 5000
/** So small that segments are begun now and then. */
const SEGMENT_BYTES = 900

/** What came of a trial. */
export interface RefusalOutcome {
  /** What the disk was asked, in order. */
  readonly asked: readonly string[]
  readonly acknowledged: number
}

/**
 * Tries one refusal, or none.
 *
 * @throws {Error} where something that was acknowledged is lost, something refused is there, an error has no
 *   name, files stay open, or the folder is not clean at the end.
 */
export async function tryRefusal(refusal?: Refusal): Promise<RefusalOutcome> {
  const { folder, dispose } = createFolderPlace()
  try {
    const disk = createRefusingDisk(quickDisk, refusal)
    const producer = new Producer(folder, disk)
    const wasDone = await producer.run()
    assertSame(disk.openFiles, 0, 'files that stay open')
    if (refusal?.lasts !== 'for ever') assertSame(wasDone, true, 'that all was done at last')
    await checkFolder(folder, producer.acknowledged, refusal?.lasts === 'for ever')
    return { asked: disk.asked, acknowledged: producer.acknowledged.size }
  } finally {
    await dispose()
  }
}

/** Records that are sent, some of them twice; lists of them are sent at once. */
const ROUNDS: readonly (readonly string[])[] = [
  ['a', 'b'],
  ['c'],
  ['a', 'd', 'e', 'f'],
  ['g'],
  ['h', 'b'],
  ['i'],
]

class Producer {
  readonly #folder: string
  readonly #disk: RefusingDisk
  readonly acknowledged = new Map<string, number>()
  #ledger: FileLedger | undefined
  #opening: Promise<FileLedger | undefined> | undefined
  #closing: Promise<void> = Promise.resolve()

  constructor(folder: string, disk: RefusingDisk) {
    this.#folder = folder
    this.#disk = disk
  }

  /** True where all was acknowledged. */
  async run(): Promise<boolean> {
    for (const [place, keys] of ROUNDS.entries()) {
      const outcomes = await Promise.all(keys.map((key) => this.#send(key)))
      if (outcomes.includes(false)) return await this.#stop(false)
      if (place % 2 === 1) await this.#sign()
      if (place === 3) await this.#close()
    }
    return await this.#stop(true)
  }

  async #stop(wasDone: boolean): Promise<boolean> {
    await this.#close()
    return wasDone
  }

  async #send(key: string): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const ledger = await this.#open()
      if (ledger === undefined) return false
      try {
        const { seq, isNew } = await ledger.append({ key, event: { text: key.repeat(200) } })
        const earlier = this.acknowledged.get(key)
        if (earlier !== undefined) {
          assertSame({ seq, isNew }, { seq: earlier, isNew: false }, `where ${key} is`)
        }
        this.acknowledged.set(key, seq)
        return true
      } catch (error) {
        const canGoOn = error instanceof LedgerWriteError && error.details.canGoOn
        if (canGoOn) continue
        if (!(error instanceof LedgerWriteError || error instanceof LedgerClosedError)) throw error
        if (this.#ledger === ledger) await this.#close()
      }
    }
    return false
  }

  /** One that is open; undefined where it cannot be opened. */
  async #open(): Promise<FileLedger | undefined> {
    if (this.#ledger !== undefined) return this.#ledger
    this.#opening ??= this.#openAnew().finally(() => {
      this.#opening = undefined
    })
    return await this.#opening
  }

  async #openAnew(): Promise<FileLedger | undefined> {
    await this.#closing
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        this.#ledger = await FileLedger.open({
          ...{ folder: this.#folder, disk: this.#disk, segmentBytes: SEGMENT_BYTES },
          onProblem: () => {},
        })
        return this.#ledger
      } catch (error) {
        assertSame(isNamedError(error), true, `that an opening fails by name (${error})`)
        // Nothing is damaged, and nobody else is there.
        if (error instanceof LedgerDamagedError || error instanceof LedgerLockedError) throw error
        assertSame(this.#disk.openFiles, 0, 'files that stay open after an opening that failed')
      }
    }
    return undefined
  }

  async #sign(): Promise<void> {
    try {
      await this.#ledger?.checkpoint()
    } catch (error) {
      if (!(error instanceof LedgerWriteError || error instanceof LedgerClosedError)) throw error
    }
  }

  async #close(): Promise<void> {
    const ledger = this.#ledger
    this.#ledger = undefined
    if (ledger !== undefined) this.#closing = this.#end(ledger)
    await this.#closing
  }

  async #end(ledger: FileLedger): Promise<void> {
    const closing = ledger.close().catch((error) => {
      if (!(error instanceof LedgerWriteError)) throw error
    })
    const isLate = setTimeout(CLOSE_MS, true, { ref: false })
    assertSame(await Promise.race([closing.then(() => false), isLate]), false, 'a close that hangs')
  }
}

/**
 * Opens a folder with a disk that does what it is asked, and holds it to what was acknowledged.
 *
 * @param mayHaveMore where the disk refused to take away what it had refused to write.
 */
async function checkFolder(
  folder: string,
  acknowledged: ReadonlyMap<string, number>,
  mayHaveMore: boolean,
): Promise<void> {
  const ledger = await FileLedger.open({ folder, disk: quickDisk })
  const entries = readChain(await readAllLines(ledger))
  await ledger.close()
  for (const [key, seq] of acknowledged) assertSame(entries[seq]?.key, key, `entry ${seq}`)
  if (!mayHaveMore) assertSame(entries.length, acknowledged.size, 'the number of entries')
  const report = await auditLedgerFolder({ folder })
  assertSame(report.faults.map(({ problem }) => problem).join(), '', 'the faults at the end')
}
