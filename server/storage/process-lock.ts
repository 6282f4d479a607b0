/**
 * One process to a thing. A lock is a file `lock.N` that names a process and when that began; the one with the highest
 * number counts, and a lock whose process is gone counts for nothing, so that a kill leaves nothing to clear away.
 *
 * Whether a process is there only those can tell who see it: of another machine, or of another container, neither its
 * number nor its silence says anything. Such a lock counts while it beats: its holder writes to it every few seconds,
 * and one that has not changed for a minute is taken. Whoever holds one looks with `isHeld` before it writes what
 * others would write too: a process that slept through that minute finds that it has the lock no more.
 *
 * Whoever finds that the newest is free makes the next, by a link, which succeeds for one of all who try. A number is
 * never free again, not even when its lock is given back: who looked long ago, and only now acts, is too late.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname } from 'node:path'
import { z } from 'zod'

const holderSchema = z.strictObject({
  pid: z.int().min(1),
  begun: z.string().max(64),
  /** Where its number means anything: absent in locks of old, which were judged by it alone. */
  place: z.string().max(256).optional(),
  /** Of several locks that a process has had, which. */
  id: z.string().max(64),
})
type Holder = z.infer<typeof holderSchema>

/** Others may be faster so often, before one gives up. */
const MAX_TRIES = 64

/** Where a process is, and how its lock beats; a test has others. */
export interface LockPlace {
  /** Processes that see each other have one name for it. */
  readonly place: string
  readonly beatMs: number
  /** Without a beat for so long, a lock of another place counts for nothing. */
  readonly silentMs: number
}

const HERE: LockPlace = { place: namePlace(), beatMs: 5000, silentMs: 60_000 }

/** What somebody is told whose way a lock of another place is in. */
export const ELSEWHERE =
  'It is of another machine or container; if it is gone, the folder is free a minute after its last beat.'

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
  | { readonly isTaken: false; readonly pid: number | undefined; readonly isElsewhere: boolean }

/**
 * Takes a lock, unless a process that is there has it, this one included.
 *
 * @param path what the files of the lock begin with, in a folder that is there.
 * @throws what the file system says, where the lock cannot be written.
 */
export function takeLock(path: string, here: LockPlace = HERE): LockOutcome {
  const id = randomUUID()
  const own = `${path}-${id}`
  const { pid } = process
  const holder: Holder = { pid, begun: readBegin(pid) ?? '', place: here.place, id }
  const text = JSON.stringify(holder)
  try {
    writeFileSync(own, text, { mode: 0o600 })
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const newest = findNewest(path)
      const other = findThere(path, newest, here)
      if (other !== undefined) {
        return { isTaken: false, pid: other.pid, isElsewhere: isElsewhere(other, here) }
      }
      if (takeNumber(path, own, newest + 1)) {
        return { isTaken: true, lock: holdLock(path, newest + 1, text, here) }
      }
    }
    return { isTaken: false, pid: undefined, isElsewhere: false }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Which process has a lock; undefined where none has it that is there. */
export function findHolder(path: string, here: LockPlace = HERE): number | undefined {
  return findThere(path, findNewest(path), here)?.pid
}

/** Who has the lock of a number, and is there. */
function findThere(path: string, number: number, here: LockPlace): Holder | undefined {
  const holder = readHolder(nameLock(path, number))
  if (holder === undefined) return undefined
  const isThere = isElsewhere(holder, here)
    ? isBeating(nameLock(path, number), here)
    : isProcess(holder)
  return isThere ? holder : undefined
}

const isElsewhere = (holder: Holder, here: LockPlace) =>
  holder.place !== undefined && holder.place !== here.place

/** By the clock of this machine: those that share a folder may differ by less than the silence. */
function isBeating(path: string, { silentMs }: LockPlace): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < silentMs
  } catch {
    return false
  }
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

function isProcess({ pid, begun }: Holder): boolean {
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

/**
 * Where numbers of processes mean the same: a machine since it was started, and a namespace of processes there, of
 * which each container has its own. Source: proc(5) and pid_namespaces(7).
 */
function namePlace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

function holdLock(path: string, number: number, text: string, here: LockPlace): ProcessLock {
  const file = nameLock(path, number)
  const isHeld = () => {
    try {
      return readFileSync(file, 'utf8') === text && !existsSync(nameLock(path, number + 1))
    } catch {
      return false
    }
  }
  const beating = setInterval(() => beat(file), here.beatMs).unref()
  return {
    isHeld,
    release: () => {
      clearInterval(beating)
      if (!isHeld()) return
      try {
        // The number stays taken.
        writeFileSync(file, '')
      } catch {
        // Then it is held until this process ends.
      }
    },
  }
}

/** Writes what stands there: the file changes its time, and says the same at every moment. */
function beat(file: string): void {
  try {
    const descriptor = openSync(file, 'r+')
    try {
      writeSync(descriptor, '{', 0)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // It is found by whoever asks whether the lock is held.
  }
}
