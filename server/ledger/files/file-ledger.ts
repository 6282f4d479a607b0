/**
 * A ledger in files: entries in segments, one write and one sync for all that wait (group commit).
 *
 * Entries are the truth. An append resolves when its entry is synced; the index and the tree are written behind it
 * and synced only at checkpoints, since they can be made anew. While a group is written the next one gathers, so the
 * more producers there are, the more entries share a sync.
 */
import { dirname } from 'node:path'
import { formatEntry, parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import type { MerkleFrontier } from '../../../engine/ledger/merkle-frontier.ts'
import type { NodePlace } from '../../../engine/ledger/merkle-proof.ts'
import { formatVerifierKey } from '../../../engine/ledger/verifier-key.ts'
import { isNamedError } from '../../../engine/named-error.ts'
import type { ProcessLock } from '../../storage/process-lock.ts'
import { AppendQueue, type Waiting } from '../append-queue.ts'
import { LedgerClosedError, LedgerFolderError, LedgerWriteError } from '../errors.ts'
import { hashBytes } from '../hash-bytes.ts'
import type { Appended, Ledger, LedgerHead, LedgerMeasures, LedgerRecord } from '../ledger.ts'
import { CHECKPOINT_MS, MAX_READ_ENTRIES } from '../limits.ts'
import { OpenUntilClosed } from '../open-until-closed.ts'
import { type Signer, signHead } from '../signer.ts'
import { formatCheckpointLine, readNewestCheckpoint } from './checkpoint-lines.ts'
import { DerivedWriter } from './derived-writer.ts'
import { type Disk, type DiskFile, realDisk } from './disk.ts'
import { EntryStore } from './entry-store.ts'
import { lockFolder } from './folder-lock.ts'
import { buildFrame } from './frame.ts'
import { fingerprintOf } from './index-rows.ts'
import type { KeyTable } from './key-table.ts'
import {
  isLedgerFolder,
  type LedgerFolder,
  listSegments,
  makeLedgerFolder,
  markLedgerFolder,
  nameLedgerFolder,
  nameSegment,
  readLedgerFolder,
} from './ledger-folder.ts'
import { type LedgerState, openLedgerState } from './open-ledger.ts'
import type { ScanStart } from './scan-entries.ts'
import { makeSigningKey, readSigningKey } from './signing-key.ts'

/** A segment takes no more entries once it has so many bytes. */
const SEGMENT_BYTES = 64 * 1024 * 1024

export interface FileLedgerOptions {
  /** The folder; it is made where it is not. */
  readonly folder: string
  readonly disk?: Disk
  /** When a segment is full, in bytes. */
  readonly segmentBytes?: number
  /** How long after an append a checkpoint is signed. */
  readonly checkpointMs?: number
  /** Is told of what goes wrong in the background. */
  readonly onProblem?: (problem: unknown) => void
}

export class FileLedger implements Ledger {
  readonly origin: string
  readonly verifierKey: string
  /** Bytes of a tail that was never acknowledged, and was cut off at the opening. */
  readonly cutBytes: number
  readonly #folder: LedgerFolder
  readonly #options: FileLedgerOptions
  readonly #disk: Disk
  readonly #lock: ProcessLock
  readonly #signer: Signer
  readonly #keys: KeyTable
  readonly #frontier: MerkleFrontier
  readonly #store: EntryStore
  readonly #derived: DerivedWriter
  readonly #index: DiskFile
  readonly #tree: DiskFile
  readonly #checkpoints: DiskFile
  #segment: DiskFile
  #next: ScanStart
  #head: LedgerHead
  #note: string | undefined
  #notedSize: number
  #checkpointBytes: number
  readonly #queue: AppendQueue
  #signing: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  /** Why no more is taken, where the disk was the reason. */
  #failure: string | undefined
  readonly #open = new OpenUntilClosed()

  private constructor(opened: Opened, options: FileLedgerOptions) {
    const { folder, disk, lock, signer, state, checkpoints } = opened
    this.#folder = folder
    this.#options = options
    this.#disk = disk
    this.#lock = lock
    this.#signer = signer
    this.#keys = state.keys
    this.#frontier = state.frontier
    this.#index = state.index
    this.#tree = state.tree
    this.#segment = state.segment
    this.#next = state.next
    this.#store = new EntryStore(folder, disk, state.index, state.tree)
    this.#derived = new DerivedWriter(state.index, state.tree, state.frontier.size)
    this.#checkpoints = checkpoints.file
    this.#checkpointBytes = checkpoints.bytes
    this.#note = checkpoints.note
    this.#notedSize = checkpoints.size
    this.#head = { size: state.frontier.size, root: state.frontier.root() }
    this.origin = signer.key.name
    this.verifierKey = formatVerifierKey(signer.key)
    this.cutBytes = state.cutBytes
    this.#queue = new AppendQueue({
      assertOpen: () => {
        this.#open.assertOpen()
        if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
      },
      write: async (group) => {
        await this.#catchUp()
        await this.#writeGroup(await this.#takeKnown(group))
      },
      onIdle: () => this.#planCheckpoint(),
    })
  }

  /**
   * Opens the ledger in a folder, or begins one there.
   *
   * @throws {LedgerLockedError} while another process, or this one, has it open.
   * @throws {LedgerDamagedError} where entries that were acknowledged are not as they were.
   * @throws {LedgerFolderError} where the folder cannot be used, or is another version's.
   */
  static async open(options: FileLedgerOptions): Promise<FileLedger> {
    const folder = nameLedgerFolder(options.folder)
    const disk = options.disk ?? realDisk
    try {
      await makeLedgerFolder(folder)
    } catch (cause) {
      const problem = 'it cannot be made'
      throw new LedgerFolderError({ folder: folder.path, problem }, { cause })
    }
    const lock = lockFolder(folder)
    try {
      return new FileLedger(await openFiles(folder, disk, lock), options)
    } catch (error) {
      lock.release()
      if (isNamedError(error)) throw error
      const problem = `it cannot be opened (${describe(error)})`
      throw new LedgerFolderError({ folder: folder.path, problem }, { cause: error })
    }
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

  async read(from: number, count: number): Promise<readonly string[]> {
    const size = this.#head.size
    const end = Math.min(size, from + Math.min(count, MAX_READ_ENTRIES))
    return await this.#open.run(async () =>
      end <= from ? [] : await this.#store.readEntries(from, end - from),
    )
  }

  async readNodes(places: readonly NodePlace[]): Promise<readonly Uint8Array[]> {
    return await this.#open.run(() => this.#store.readNodes(places))
  }

  async checkpoint(): Promise<string> {
    this.#open.assertOpen()
    return await this.#signNext()
  }

  close(): Promise<void> {
    return this.#open.close(() => this.#end())
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#queue.settle()
    try {
      if (this.#failure === undefined) {
        await this.#catchUp()
        await this.#signNext()
      }
    } finally {
      await Promise.allSettled([this.#signing, this.#open.settle()])
      // Whatever a disk says to the one, the others are closed, and the folder is free.
      const files = [this.#segment, this.#checkpoints, this.#store]
      await Promise.allSettled(files.map((file) => file.close()))
      this.#lock.release()
    }
  }

  async #signNext(): Promise<string> {
    const signed = this.#signing.then(() => this.#sign())
    this.#signing = signed.catch(() => {})
    return await signed
  }

  /** Answers those whose keys are there, and those of which that cannot be told; gives the others. */
  async #takeKnown(group: readonly Waiting[]): Promise<Waiting[]> {
    const fresh: Waiting[] = []
    for (const each of group) {
      try {
        const seq = await this.#findKey(each.key)
        if (seq === undefined) fresh.push(each)
        else each.resolve({ seq, isNew: false })
      } catch (error) {
        const reason = `whether its key is there cannot be told (${describe(error)})`
        each.reject(new LedgerWriteError({ reason, canGoOn: true }, { cause: error }))
      }
    }
    return fresh
  }

  async #findKey(key: string): Promise<number | undefined> {
    for (const seq of this.#keys.find(fingerprintOf(key))) {
      const [text] = await this.#store.readEntries(seq, 1)
      if (parseEntry(text!).key === key) return seq
    }
    return undefined
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return
    if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
    await this.#beginSegmentWhenFull()
    const first = this.#next.size
    const frames = this.#buildFrames(group)
    const bytes = Buffer.concat(frames.map((frame) => frame.bytes))
    await this.#writeDurably(bytes)
    await this.#learn(group, frames)
    for (const [place, each] of group.entries()) {
      each.resolve({ seq: first + place, isNew: true })
    }
  }

  #buildFrames(group: readonly Waiting[]) {
    const first = this.#next.size
    let previous = this.#next.previous
    return group.map(({ key, eventText }, place) => {
      const entry = { seq: first + place, group: first, key, previous, eventText }
      const frame = buildFrame(hashBytes, formatEntry(entry))
      previous = Buffer.from(frame.leafHash).toString('hex')
      return frame
    })
  }

  /** @throws {LedgerWriteError} where the disk refused; what was written in part is taken away again. */
  async #writeDurably(bytes: Uint8Array): Promise<void> {
    const { position } = this.#next
    if (!this.#lock.isHeld()) throw this.#fail('another process has taken the folder')
    try {
      await this.#segment.write(bytes, position)
    } catch (error) {
      try {
        await this.#segment.truncate(position)
      } catch {
        throw this.#fail(describe(error), error)
      }
      throw new LedgerWriteError({ reason: describe(error), canGoOn: true }, { cause: error })
    }
    try {
      await this.#segment.sync()
    } catch (error) {
      // What a failed sync has written nobody knows, and a second one may claim that all is well: see
      // "Can Applications Recover from fsync Failures?" (Rebello et al., USENIX ATC 2020).
      await this.#segment.truncate(position).catch(() => {})
      throw this.#fail(describe(error), error)
    }
  }

  /** Takes in what has become durable. */
  async #learn(
    group: readonly Waiting[],
    frames: readonly { readonly bytes: Uint8Array; readonly leafHash: Uint8Array }[],
  ): Promise<void> {
    const { size: first, segment } = this.#next
    let position = this.#next.position
    for (const [place, { bytes, leafHash }] of frames.entries()) {
      const fingerprint = fingerprintOf(group[place]!.key)
      this.#derived.add(
        { fingerprint, segment, position, length: bytes.length },
        this.#frontier.append(leafHash),
      )
      position += bytes.length
      this.#keys.add(fingerprint, first + place)
    }
    const previous = Buffer.from(frames.at(-1)!.leafHash).toString('hex')
    this.#next = { segment, position, size: first + frames.length, group: first, previous }
    await this.#catchUp().catch((error) => this.#options.onProblem?.(error))
  }

  /**
   * Writes what is made of the entries that are durable: until then they cannot be read, the head does not have
   * them, and no more are taken.
   */
  async #catchUp(): Promise<void> {
    if (!this.#derived.isBehind) return
    try {
      await this.#derived.flush()
    } catch (error) {
      const reason = `the index could not be written (${describe(error)})`
      throw new LedgerWriteError({ reason, canGoOn: true }, { cause: error })
    }
    this.#head = { size: this.#next.size, root: this.#frontier.root() }
  }

  async #beginSegmentWhenFull(): Promise<void> {
    if (this.#next.position < (this.#options.segmentBytes ?? SEGMENT_BYTES)) return
    const { size } = this.#next
    let file: DiskFile
    try {
      file = await this.#disk.open(nameSegment(this.#folder, size), 'write')
    } catch (error) {
      throw new LedgerWriteError({ reason: describe(error), canGoOn: true }, { cause: error })
    }
    try {
      await this.#disk.syncFolder(this.#folder.entries)
    } catch (error) {
      await file.close().catch(() => {})
      throw this.#fail(describe(error), error)
    }
    const full = this.#segment
    this.#segment = file
    this.#next = { ...this.#next, segment: size, position: 0 }
    // All that is in it is durable.
    await full.close().catch((error) => this.#options.onProblem?.(error))
  }

  /** Takes no more from now on. */
  #fail(reason: string, cause?: unknown): LedgerWriteError {
    this.#failure ??= reason
    clearTimeout(this.#timer)
    const error = new LedgerWriteError({ reason, canGoOn: false }, { cause })
    this.#options.onProblem?.(error)
    return error
  }

  #planCheckpoint(): void {
    if (this.#open.isClosed || this.#failure !== undefined) return
    if (this.#head.size === this.#notedSize) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#signNext()
        .catch((error) => this.#options.onProblem?.(error))
        .finally(() => this.#planCheckpoint())
    }, this.#options.checkpointMs ?? CHECKPOINT_MS).unref()
  }

  /** A sync that failed may have lost what a later one says is there: no checkpoint may cover that. */
  async #syncDerived(): Promise<void> {
    try {
      await this.#index.sync()
      await this.#tree.sync()
    } catch (error) {
      throw this.#fail(`the index could not be synced (${describe(error)})`, error)
    }
  }

  /** Signs the tree as it is; what the checkpoint covers is synced before. */
  async #sign(): Promise<string> {
    const { size, root } = this.#head
    if (this.#failure !== undefined) throw new LedgerClosedError({ reason: this.#failure })
    if (this.#note !== undefined && size === this.#notedSize) return this.#note
    await this.#syncDerived()
    try {
      const note = signHead(this.#signer, { size, root })
      const line = formatCheckpointLine(note)
      await this.#checkpoints.write(line, this.#checkpointBytes)
      await this.#checkpoints.sync()
      this.#checkpointBytes += line.length
      this.#note = note
      this.#notedSize = size
      return note
    } catch (error) {
      await this.#checkpoints.truncate(this.#checkpointBytes).catch(() => {})
      const reason = `no checkpoint could be signed (${describe(error)})`
      throw new LedgerWriteError({ reason, canGoOn: true }, { cause: error })
    }
  }
}

interface Opened {
  readonly folder: LedgerFolder
  readonly disk: Disk
  readonly lock: ProcessLock
  readonly signer: Signer
  readonly state: LedgerState
  readonly checkpoints: {
    readonly file: DiskFile
    readonly bytes: number
    readonly note: string | undefined
    readonly size: number
  }
}

async function openFiles(folder: LedgerFolder, disk: Disk, lock: ProcessLock): Promise<Opened> {
  const isNew = !(await isLedgerFolder(folder))
  if (isNew && (await listSegments(folder)).length > 0) {
    throw new LedgerFolderError({ folder: folder.path, problem: 'it has entries, but no format' })
  }
  const signer = isNew
    ? await makeSigningKey(folder, disk)
    : await readSigningKey(folder, await readLedgerFolder(folder))
  if (isNew) {
    // The folder may have been made just now.
    await disk.syncFolder(dirname(folder.path))
    await markLedgerFolder(folder, disk)
  }
  // Before there are entries, that they are a ledger's has to be durable.
  await disk.syncFolder(folder.path)
  const { newest: last, bytes, problem } = await readNewestCheckpoint(folder)
  if (problem !== undefined) {
    const found = `the last line of checkpoints is none (${problem})`
    throw new LedgerFolderError({ folder: folder.path, problem: found })
  }
  const state = await openLedgerState(folder, disk, last?.checkpoint)
  const size = last?.checkpoint.size ?? 0
  try {
    const file = await openCheckpoints(folder, disk, bytes, last?.note)
    return {
      ...{ folder, disk, lock, signer, state },
      checkpoints: { file, bytes, note: last?.note, size },
    }
  } catch (error) {
    const { index, tree, segment } = state
    await Promise.allSettled([index, tree, segment].map((each) => each.close()))
    throw error
  }
}

/** Opens the file of checkpoints to go on behind those that are there, and makes all names durable. */
async function openCheckpoints(
  folder: LedgerFolder,
  disk: Disk,
  bytes: number,
  last: string | undefined,
): Promise<DiskFile> {
  const file = await disk.open(folder.checkpoints, 'write')
  try {
    await file.truncate(bytes)
    if (last !== undefined) {
      // It may be there without being durable, and those behind it are not to be.
      const line = formatCheckpointLine(last)
      await file.write(line, bytes - line.length)
    }
    await file.sync()
    await disk.syncFolder(folder.path)
    return file
  } catch (error) {
    await file.close().catch(() => {})
    throw error
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
