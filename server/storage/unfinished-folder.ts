/**
 * Where a copy of a ledger, a backup, or a record that is restored is made until all of it is there: beside its name, as
 * `NAME.unfinished`.
 *
 * One process makes something there at a time: it has a lock in that folder, which counts for nothing once its process
 * is gone. The folder is cleared away by its name, lock and all, so nobody takes a lock in a folder that is going.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ELSEWHERE, type ProcessLock, takeLock } from './process-lock.ts'

/** Whether a file there says who makes it, or tries to for a moment, and is no part of what is made. */
const isLock = (name: string, { lock }: PlaceMaking) =>
  name.startsWith(`${lock}.`) || name.startsWith(`${lock}-`)

/** How a place is filled. */
export interface PlaceMaking {
  /** What the lock is called: nothing that is made there has a file of that name. */
  readonly lock: string
  /** The error that says why a place is not filled. */
  refuse(place: string, problem: string): Error
}

/**
 * Fills a folder and gives it its name when that is done; nothing is left of it where it fails.
 *
 * @param fill makes durable all that it puts there.
 * @throws what `making` refuses with, where another process makes something there, or something has come there meanwhile; and
 *   what `fill` throws.
 */
export async function fillPlace<T>(
  target: string,
  making: PlaceMaking,
  fill: (unfinished: string) => Promise<T>,
): Promise<T> {
  const unfinished = `${target}.unfinished`
  const lock = await takePlace(target, unfinished, making)
  try {
    await clear(unfinished, making)
    const filled = await fill(unfinished)
    if (!lock.isHeld()) throw making.refuse(target, 'another process makes something there by now')
    await placeFolder(unfinished, target, making)
    await removeLocks(target, making)
    return filled
  } catch (error) {
    if (lock.isHeld()) await takeAway(unfinished, making)
    throw error
  } finally {
    lock.release()
  }
}

/** Takes the lock of a folder, which is made. */
async function takePlace(
  target: string,
  unfinished: string,
  { lock: name, refuse }: PlaceMaking,
): Promise<ProcessLock> {
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  const outcome = tryLock(join(unfinished, name))
  if (outcome?.isTaken === true) return outcome.lock
  const who = outcome?.pid === undefined ? 'another process' : `process ${outcome.pid}`
  const where = outcome?.isElsewhere === true ? ` (${ELSEWHERE})` : ''
  throw refuse(target, `${who} makes something there${where}`)
}

/** Undefined where the folder has got its name, or was taken away, meanwhile. */
function tryLock(path: string) {
  try {
    return takeLock(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Removes what another process has left there, which was killed. */
async function clear(unfinished: string, making: PlaceMaking): Promise<void> {
  for (const name of await readdir(unfinished)) {
    if (!isLock(name, making)) await rm(join(unfinished, name), { recursive: true, force: true })
  }
}

async function takeAway(unfinished: string, making: PlaceMaking): Promise<void> {
  await clear(unfinished, making)
  const away = `${unfinished}-${randomUUID()}`
  await rename(unfinished, away)
  await rm(away, { recursive: true, force: true })
}

async function removeLocks(folder: string, making: PlaceMaking): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isLock(name, making)) await rm(join(folder, name), { force: true })
  }
}

/**
 * Gives a folder its name, where there still is nothing, or an empty folder; resolves when that is durable. What is
 * there by now stays.
 */
export async function placeFolder(
  from: string,
  to: string,
  { refuse }: Pick<PlaceMaking, 'refuse'>,
): Promise<void> {
  try {
    await rmdir(to).catch((error) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    })
    await rename(from, to)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(String(code))) throw cause
    throw refuse(to, 'something has come there meanwhile')
  }
  const folder = await open(dirname(to), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
