/**
 * A machine whose processes end and whose power fails at any of the things that they ask of its disk.
 *
 * The folder on the real disk has what a process sees. Beside it, the machine knows what is durable: the bytes of
 * each file at its last sync, the names of each folder at its last. When the power fails, every write, cut and name
 * that was not synced is kept or dropped, a write also in parts: sectors of 512 bytes of it are there, and others
 * not, in any combination. What a process had locked is free, and what it had open is gone.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Disk, DiskFile, DiskMode } from '../ledger/files/disk.ts'
import type { RandomSource } from './random-source.ts'

/** What disks write whole. Source: NVMe and ATA, whose smallest logical block has 512 bytes. */
export const SECTOR_BYTES = 512

/** What is asked of a disk after its process has ended, or as it ends. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError'
}

/** How a process ends: by itself, by a signal, or with the power. */
export type EndKind = 'kill' | 'power'

export interface LossyMachine {
  /**
   * A disk for the next process, which ends at one of the things that it asks.
   *
   * @param endAt which of them, counted from 0; never where it is left out.
   */
  start(endAt?: number, kind?: EndKind): Disk
  /** Ends the process at one of the next things that it asks, counted from 0. */
  endAfter(count: number, kind: EndKind): void
  /** Takes a file away, as if it had never been. */
  lose(path: string): void
  /** Ends the process, if it is still there; then the folder has what is left. */
  end(): void
  /** Whether the process has ended. */
  readonly hasEnded: boolean
  /** What the process has asked of its disk. */
  readonly asked: number
}

export interface LossyMachineOptions {
  readonly folder: string
  readonly random: RandomSource
  /** A disk that says that it has synced, and has not: for the proof that this is found. */
  readonly isSyncALie?: boolean
}

type Change =
  | { readonly kind: 'write'; readonly bytes: Buffer; readonly position: number }
  | { readonly kind: 'cut'; readonly size: number }

/** A file, whatever names it has. */
interface Inode {
  /** What a process sees. */
  bytes: Buffer
  /** What it was when all was durable. */
  durable: Buffer
  /** What has become of it since, in order. */
  changes: { readonly made: Change; fate: 'waits' | 'synced' | 'orphaned' }[]
}

/** A file of this machine. */
export interface LossyFile extends DiskFile {
  /**
   * What a sync leaves that fails: all that was to be synced is taken for done. See "Can Applications Recover from
   * fsync Failures?" (Rebello et al., USENIX ATC 2020).
   */
  failSync(): void
}

type NameChange =
  | { readonly kind: 'give'; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'move'; readonly from: string; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'take'; readonly path: string }

/** Makes a machine over a folder, which is there and empty but for other folders. */
export function createLossyMachine(options: LossyMachineOptions): LossyMachine {
  return new Machine(options)
}

class Machine implements LossyMachine {
  readonly #options: LossyMachineOptions
  readonly #names = new Map<string, Inode>()
  readonly #durableNames = new Map<string, Inode>()
  #nameChanges: NameChange[] = []
  #asked = 0
  #endAt = Number.POSITIVE_INFINITY
  #kind: EndKind = 'kill'
  #process = 0
  #hasEnded = true

  constructor(options: LossyMachineOptions) {
    this.#options = options
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get asked(): number {
    return this.#asked
  }

  start(endAt = Number.POSITIVE_INFINITY, kind: EndKind = 'kill'): Disk {
    this.#asked = 0
    this.#endAt = endAt
    this.#kind = kind
    this.#hasEnded = false
    const process = ++this.#process
    const ask = <T>(act: () => T, actInPart?: () => void) => this.#ask(process, act, actInPart)
    return {
      open: async (path, mode) => {
        const inode = await ask(() => this.#open(path, mode))
        return this.#fileOf(inode, ask)
      },
      syncFolder: (path) => ask(() => this.#syncFolder(path)),
      rename: (from, to) => ask(() => this.#rename(from, to)),
      remove: (path) => ask(() => this.#remove(path)),
    }
  }

  endAfter(count: number, kind: EndKind): void {
    this.#endAt = this.#asked + count
    this.#kind = kind
  }

  lose(path: string): void {
    this.#names.delete(path)
    this.#durableNames.delete(path)
    this.#nameChanges = this.#nameChanges.filter((change) => change.path !== path)
    rmSync(path, { force: true })
  }

  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    if (this.#kind === 'power') this.#losePower()
    // Its number is that of a process that is there: this one.
    for (const name of readdirSync(this.#options.folder)) {
      if (name.startsWith('lock')) rmSync(join(this.#options.folder, name))
    }
  }

  /** Does a thing, unless the process ends at it: then it may have been done, in part, or not. */
  async #ask<T>(process: number, act: () => T, actInPart?: () => void): Promise<T> {
    const isOver = () => process !== this.#process || this.#hasEnded
    // Others have their turn meanwhile, as they do where a disk takes its time.
    await undefined
    if (isOver()) throw new ProcessEndedError()
    if (this.#asked++ !== this.#endAt) return act()
    const how = this.#options.random.below(3)
    if (how === 1) act()
    if (how === 2) (actInPart ?? act)()
    this.end()
    throw new ProcessEndedError()
  }

  #open(path: string, mode: DiskMode): Inode {
    const known = this.#names.get(path)
    if (known !== undefined) return known
    if (existsSync(path)) throw new Error(`${path} was not made through this disk`)
    if (mode === 'read') throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const inode: Inode = {
      bytes: Buffer.alloc(0),
      durable: Buffer.alloc(0),
      changes: [],
    }
    this.#names.set(path, inode)
    this.#nameChanges.push({ kind: 'give', path, inode })
    writeFileSync(path, inode.bytes, { mode: 0o600 })
    return inode
  }

  #fileOf(inode: Inode, ask: Ask): LossyFile {
    const change = (made: Change) => {
      inode.changes.push({ made, fate: 'waits' })
      inode.bytes = applyChange(inode.bytes, made)
      this.#show(inode)
    }
    return {
      write: (bytes, position) => {
        const copy = Buffer.from(bytes)
        const part = copy.subarray(0, this.#options.random.below(copy.length + 1))
        return ask(
          () => change({ kind: 'write', bytes: copy, position }),
          () => change({ kind: 'write', bytes: part, position }),
        )
      },
      sync: () =>
        ask(() => {
          if (this.#options.isSyncALie) return
          settleChanges(inode, 'synced')
          // Behind what a failed sync has orphaned the order still matters.
          if (inode.changes.some(({ fate }) => fate === 'orphaned')) return
          inode.durable = inode.bytes
          inode.changes = []
        }),
      failSync: () => settleChanges(inode, 'orphaned'),
      truncate: (size) => ask(() => change({ kind: 'cut', size })),
      read: (buffer, position) =>
        ask(() => {
          const part = inode.bytes.subarray(position, position + buffer.length)
          buffer.set(part)
          return part.length
        }),
      size: () => ask(() => inode.bytes.length),
      close: async () => {},
    }
  }

  #syncFolder(path: string): void {
    if (this.#options.isSyncALie) return
    const isHere = (change: NameChange) => dirname(change.path) === path
    for (const change of this.#nameChanges.filter(isHere)) applyName(this.#durableNames, change)
    this.#nameChanges = this.#nameChanges.filter((change) => !isHere(change))
  }

  #rename(from: string, to: string): void {
    const inode = this.#names.get(from)
    if (inode === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const change: NameChange = { kind: 'move', from, path: to, inode }
    this.#nameChanges.push(change)
    applyName(this.#names, change)
    rmSync(from)
    this.#show(inode)
  }

  #remove(path: string): void {
    if (!this.#names.has(path)) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const change: NameChange = { kind: 'take', path }
    this.#nameChanges.push(change)
    applyName(this.#names, change)
    rmSync(path)
  }

  /** Puts what a process sees of a file where the real disk has it, for whoever reads it there. */
  #show(inode: Inode): void {
    for (const [path, named] of this.#names) if (named === inode) writeFileSync(path, inode.bytes)
  }

  #losePower(): void {
    const { random } = this.#options
    for (const change of this.#nameChanges) {
      if (random.chance(50)) applyName(this.#durableNames, change)
    }
    this.#nameChanges = []
    for (const path of this.#names.keys()) rmSync(path, { force: true })
    this.#names.clear()
    for (const [path, inode] of this.#durableNames) {
      this.#names.set(path, inode)
      inode.bytes = loseChanges(inode, random)
      inode.durable = inode.bytes
      inode.changes = []
      writeFileSync(path, inode.bytes, { mode: 0o600 })
    }
  }
}

type Ask = <T>(act: () => T, actInPart?: () => void) => Promise<T>

function applyName(names: Map<string, Inode>, change: NameChange): void {
  if (change.kind === 'move') names.delete(change.from)
  if (change.kind === 'take') names.delete(change.path)
  else names.set(change.path, change.inode)
}

function applyChange(bytes: Buffer, change: Change): Buffer {
  const end = change.kind === 'cut' ? change.size : change.position + change.bytes.length
  const size = change.kind === 'cut' ? end : Math.max(end, bytes.length)
  const next = Buffer.alloc(size)
  bytes.copy(next, 0, 0, size)
  if (change.kind === 'write') change.bytes.copy(next, change.position)
  return next
}

function settleChanges({ changes }: Inode, fate: 'synced' | 'orphaned'): void {
  for (const change of changes) if (change.fate === 'waits') change.fate = fate
}

/** What is left of a file: each change is kept, dropped, or, of a write, in some of its sectors. */
function loseChanges({ durable, changes }: Inode, random: RandomSource): Buffer {
  let bytes = durable
  // Often nothing or all is there; seldom is it a bit of everything.
  const style = random.below(4)
  for (const { made, fate } of changes) {
    const left = fate === 'synced' ? 1 : style < 2 ? style : random.below(3)
    if (left === 0) continue
    if (left === 1 || made.kind === 'cut') bytes = applyChange(bytes, made)
    else bytes = tearWrite(bytes, made, random)
  }
  return bytes
}

/** Some sectors of a write; the file may be as long as if all were there, and has zeros instead. */
function tearWrite(
  bytes: Buffer,
  { bytes: written, position }: Extract<Change, { kind: 'write' }>,
  random: RandomSource,
): Buffer {
  const end = position + written.length
  let torn = bytes
  if (random.chance(50) && end > bytes.length) torn = applyChange(bytes, { kind: 'cut', size: end })
  for (let start = position; start < end; ) {
    const stop = Math.min(end, (Math.floor(start / SECTOR_BYTES) + 1) * SECTOR_BYTES)
    const sector = written.subarray(start - position, stop - position)
    if (random.chance(50)) {
      torn = applyChange(torn, { kind: 'write', bytes: sector, position: start })
    }
    start = stop
  }
  return torn
}
