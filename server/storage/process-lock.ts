/**
 * One process to a thing. A lock is a file `lock.N` that names a process and when that began; the one with the highest
 * number counts, and a lock whose process is gone counts for nothing, so that a kill leaves nothing to clear away.
 *
 * Whoever finds that the newest is free makes the next, by a link, which succeeds for one of all who try. A number is
 * never free again, not even when its lock is given back: who looked long ago, and only now acts, is too late.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'

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
export interface ProcessLock {
  /** Whether it is still there, and nobody has taken it away by hand. */
  isHeld(): boolean
  /** Gives it back. */
  release(): void
}

/** What a try comes to; where it is not taken, which process has it, undefined where that changes all the time. */
export type LockOutcome =
  | { readonly isTaken: true; readonly lock: ProcessLock }
  | { readonly isTaken: false; readonly pid: number | undefined }

/**
 * Takes a lock, unless a process that is there has it, this one included.
 *
 * @param path what the files of the lock begin with, in a folder that is there.
 * @throws what the file system says, where the lock cannot be written.
 */
export function takeLock(path: string): LockOutcome {
  const id = randomUUID()
  const own = `${path}-${id}`
  const text = JSON.stringify({ pid: process.pid, begun: readBegin(process.pid) ?? '', id })
  try {
    writeFileSync(own, text, { mode: 0o600 })
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const newest = findNewest(path)
      const holder = readHolder(nameLock(path, newest))
      if (holder !== undefined && isThere(holder)) return { isTaken: false, pid: holder.pid }
      if (takeNumber(path, own, newest + 1)) {
        return { isTaken: true, lock: holdLock(nameLock(path, newest + 1), text) }
      }
    }
    return { isTaken: false, pid: undefined }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Which process has a lock; undefined where none has it that is there. */
export function findHolder(path: string): number | undefined {
  const holder = readHolder(nameLock(path, findNewest(path)))
  return holder !== undefined && isThere(holder) ? holder.pid : undefined
}

const nameLock = (path: string, number: number) => `${path}.${number}`

/** The numbers of all locks that were taken and are not cleared away. */
function listNumbers(path: string): number[] {
  const begin = `${basename(path)}.`
  return readdirSync(dirname(path)).flatMap((name) => {
    const digits = name.startsWith(begin) ? name.slice(begin.length) : ''
    return /^[1-9][0-9]{0,14}$/.test(digits) ? [Number(digits)] : []
  })
}

/** The highest of them, 0 where there is none. */
const findNewest = (path: string) =>
  listNumbers(path).reduce((most, number) => Math.max(most, number), 0)

/** Gives a number to a lock; false where another was faster. */
function takeNumber(path: string, own: string, number: number): boolean {
  try {
    linkSync(own, nameLock(path, number))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  const numbers = listNumbers(path)
  // It was cleared away as an old one, after this process had looked.
  if (numbers.some((other) => other > number)) {
    rmSync(nameLock(path, number), { force: true })
    return false
  }
  // The one before stays: of two, one is always seen by who lists them meanwhile.
  for (const old of numbers) {
    if (old < number - 1) rmSync(nameLock(path, old), { force: true })
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

function holdLock(path: string, text: string): ProcessLock {
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
