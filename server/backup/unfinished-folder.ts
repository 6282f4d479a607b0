/**
 * Where a backup, or a record that is restored, is made until all of it is there: beside its name, as `NAME.unfinished`.
 *
 * One process makes something there at a time: it has a lock in that folder, which counts for nothing once its process
 * is gone. The folder is cleared away by its name, lock and all, so nobody takes a lock in a folder that is going.
 */
import { randomUUID } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ELSEWHERE, type ProcessLock, takeLock } from '../storage/process-lock.ts'
import { makeFolder, placeFolder } from './backup-folder.ts'
import { BackupTargetError } from './errors.ts'

/** Locks, and what a process that tries to take one has there for a moment. */
const LOCK = /^lock[.-]/

/** Whether a file in such a folder says who makes it, and is no part of what is made. */
const isLock = (name: string) => LOCK.test(name)

/**
 * Fills a folder and gives it its name when that is done; nothing is left of it where it fails.
 *
 * @param fill makes durable all that it puts there.
 * @throws {BackupTargetError} where another process makes something there, or something has come there meanwhile; and
 *   what `fill` throws.
 */
export async function fillPlace<T>(
  target: string,
  fill: (unfinished: string) => Promise<T>,
): Promise<T> {
  const unfinished = `${target}.unfinished`
  const lock = await takePlace(target, unfinished)
  try {
    await clear(unfinished)
    const filled = await fill(unfinished)
    if (!lock.isHeld()) throw refuse(target, 'another process makes something there by now')
    await placeFolder(unfinished, target)
    await removeLocks(target)
    return filled
  } catch (error) {
    if (lock.isHeld()) await takeAway(unfinished)
    throw error
  } finally {
    lock.release()
  }
}

/** Takes the lock of a folder, which is made. */
async function takePlace(target: string, unfinished: string): Promise<ProcessLock> {
  await makeFolder(unfinished)
  const outcome = tryLock(join(unfinished, 'lock'))
  if (outcome?.isTaken === true) return outcome.lock
  const name = outcome?.pid === undefined ? 'another process' : `process ${outcome.pid}`
  const where = outcome?.isElsewhere === true ? ` (${ELSEWHERE})` : ''
  throw refuse(target, `${name} makes something there${where}`)
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
async function clear(unfinished: string): Promise<void> {
  for (const name of await readdir(unfinished)) {
    if (!isLock(name)) await rm(join(unfinished, name), { recursive: true, force: true })
  }
}

async function takeAway(unfinished: string): Promise<void> {
  await clear(unfinished)
  const away = `${unfinished}-${randomUUID()}`
  await rename(unfinished, away)
  await rm(away, { recursive: true, force: true })
}

async function removeLocks(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (isLock(name)) await rm(join(folder, name), { force: true })
  }
}

const refuse = (place: string, problem: string) => new BackupTargetError({ place, problem })
