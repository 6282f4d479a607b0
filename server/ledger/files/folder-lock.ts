/**
 * One writer to a folder. A lock is a file `lock.N` that names a process and when that began; the one with the highest
 * number counts, and a lock whose process is gone counts for nothing, so that a kill leaves nothing to clear away.
 *
 * Whoever finds that the newest is free makes the next, by a link, which succeeds for one of all who try. A number is
 * never free again, not even when its lock is given back: who looked long ago, and only now acts, is too late.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { LedgerFolderError, LedgerLockedError } from '../errors.ts'
import type { LedgerFolder } from './ledger-folder.ts'

const holderSchema = z.strictObject({
  pid: z.int().min(1),
  begun: z.string().max(64),
  /** Of several locks that a process has had, which. */
  id: z.string().max(64),
})
type Holder = z.infer<typeof holderSchema>

/** Others may be faster so often, before one gives up. */
const MAX_TRIES = 64

/** A lock that was taken. */
export interface FolderLock {
  /** Whether it is still there, and nobody has taken it away by hand. */
  isHeld(): boolean
  /** Gives it back. */
  release(): void
}

/**
 * Takes the lock of a folder.
 *
 * @throws {LedgerLockedError} while a process that is there has it, this one included.
 * @throws {LedgerFolderError} where the lock cannot be written.
 */
export function lockFolder(folder: LedgerFolder): FolderLock {
  const id = randomUUID()
  const own = `${folder.lock}-${id}`
  const text = JSON.stringify({ pid: process.pid, begun: readBegin(process.pid) ?? '', id })
  try {
    writeFileSync(own, text, { mode: 0o600 })
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const newest = findNewest(folder)
      const holder = readHolder(nameLock(folder, newest))
      if (holder !== undefined && isThere(holder)) {
        throw new LedgerLockedError({ folder: folder.path, pid: holder.pid })
      }
      if (takeNumber(folder, own, newest + 1)) {
        return holdLock(nameLock(folder, newest + 1), text)
      }
    }
    throw new LedgerFolderError({ folder: folder.path, problem: 'its lock cannot be taken' })
  } catch (cause) {
    if (cause instanceof LedgerLockedError || cause instanceof LedgerFolderError) throw cause
    const problem = 'its lock cannot be written'
    throw new LedgerFolderError({ folder: folder.path, problem }, { cause })
  } finally {
    rmSync(own, { force: true })
  }
}

/** Who has the lock of a folder; undefined where nobody does who is there. */
export function findLockHolder(folder: LedgerFolder): number | undefined {
  const holder = readHolder(nameLock(folder, findNewest(folder)))
  return holder !== undefined && isThere(holder) ? holder.pid : undefined
}

const nameLock = (folder: LedgerFolder, number: number) => `${folder.lock}.${number}`

/** The numbers of all locks that were taken and are not cleared away. */
function listNumbers(folder: LedgerFolder): number[] {
  const begin = `${basename(folder.lock)}.`
  return readdirSync(dirname(folder.lock)).flatMap((name) => {
    const digits = name.startsWith(begin) ? name.slice(begin.length) : ''
    return /^[1-9][0-9]{0,14}$/.test(digits) ? [Number(digits)] : []
  })
}

/** The highest of them, 0 where there is none. */
const findNewest = (folder: LedgerFolder) =>
  listNumbers(folder).reduce((most, number) => Math.max(most, number), 0)

/** Gives a number to a lock; false where another was faster. */
function takeNumber(folder: LedgerFolder, own: string, number: number): boolean {
  try {
    linkSync(own, nameLock(folder, number))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  const numbers = listNumbers(folder)
  // It was cleared away as an old one, after this process had looked.
  if (numbers.some((other) => other > number)) {
    rmSync(nameLock(folder, number), { force: true })
    return false
  }
  // The one before stays: of two, one is always seen by who lists them meanwhile.
  for (const old of numbers) {
    if (old < number - 1) rmSync(nameLock(folder, old), { force: true })
  }
  return true
}

/** What a lock says; undefined where it is gone, was given back, or says nothing. */
function readHolder(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

function isThere({ pid, begun }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // A process of somebody else is there too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = readBegin(pid)
  if (now === ENDED) return false
  return now === undefined || begun === '' || now === begun
}

const ENDED = 'ended'

/**
 * When a process began, in ticks since the machine did: its number may have been another's before. Undefined where
 * the system does not tell, and `ENDED` of one that has ended and whose end nobody has asked for yet. Source:
 * proc(5), /proc/[pid]/stat, fields 3 and 22, and /proc/sys/kernel/random/boot_id.
 */
function readBegin(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? ENDED : `${boot}.${fields[19]}`
  } catch {
    return undefined
  }
}

function holdLock(path: string, text: string): FolderLock {
  const isHeld = () => {
    try {
      return readFileSync(path, 'utf8') === text
    } catch {
      return false
    }
  }
  return {
    isHeld,
    release: () => {
      if (!isHeld()) return
      try {
        // The number stays taken.
        writeFileSync(path, '')
      } catch {
        // Then it is held until this process ends.
      }
    },
  }
}
