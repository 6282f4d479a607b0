/**
 * One process to a thing. The lock is a file that names a process and when that began, put in place under its name
 * at once; one whose process is gone is taken over, so that a kill leaves nothing to clear away.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const holderSchema = z.strictObject({ pid: z.int().min(1), begun: z.string().max(64) })
type Holder = z.infer<typeof holderSchema>

/** Takes over at most so many locks of processes that are gone, one after another. */
const MAX_TRIES = 8

/** A lock that was taken. */
export interface ProcessLock {
  /** Whether it is still ours: of two that take over a third's at the same moment, one may lose its own. */
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
 * @param path the file of the lock; others of its name with something behind it are there meanwhile.
 * @throws what the file system says, where the lock cannot be written.
 */
export function takeLock(path: string): LockOutcome {
  const own = `${path}.${randomUUID()}`
  const text = JSON.stringify({ pid: process.pid, begun: readBegin(process.pid) ?? '' })
  try {
    writeFileSync(own, text, { mode: 0o600 })
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (tryLink(own, path)) return { isTaken: true, lock: holdLock(path, text) }
      const pid = findHolder(path)
      if (pid !== undefined) return { isTaken: false, pid }
      takeAway(path)
    }
    return { isTaken: false, pid: undefined }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Which process has a lock; undefined where none has it that is there. */
export function findHolder(path: string): number | undefined {
  const holder = readHolder(path)
  return holder !== undefined && isThere(holder) ? holder.pid : undefined
}
/** A link is made only where nothing has its name: of several that try, one does it. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** What a lock says; undefined where it is gone, or says nothing. */
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
  return now === undefined || begun === '' || now === begun
}

/**
 * When a process began, in ticks since the machine did: its number may have been another's before. Undefined where
 * the system does not tell. Source: proc(5), /proc/[pid]/stat, field 22, and /proc/sys/kernel/random/boot_id.
 */
function readBegin(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)
    return `${boot}.${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return undefined
  }
}

/** Takes a lock out of the way under a name of its own: of several that try, one moves it. */
function takeAway(path: string): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const holder = readHolder(aside)
  // Between the look and the move another may have taken over: its lock goes back.
  if (holder !== undefined && isThere(holder)) tryLink(aside, path)
  rmSync(aside, { force: true })
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
      if (isHeld()) rmSync(path, { force: true })
    },
  }
}
