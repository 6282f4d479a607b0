/**
 * The folder of a process in `incoming`, which is its own as long as it is there: what others find in the folder of a
 * process that is gone, it has left unfinished.
 */
import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ProcessLock, takeLock } from '../storage/process-lock.ts'
import type { BlobDisk } from './blob-disk.ts'
import { ArtifactFolderError } from './errors.ts'

/** Somebody who sweeps may take away a folder before it is locked; so often another is made. */
const TRIES = 20

export interface OwnFolder {
  readonly name: string
  readonly path: string
  readonly lock: ProcessLock
}

/**
 * Makes a folder, and locks it.
 *
 * @throws {ArtifactFolderError} where it cannot.
 */
export async function makeOwnFolder(disk: BlobDisk, incoming: string): Promise<OwnFolder> {
  let cause: unknown
  for (let tries = 0; tries < TRIES; tries++) {
    const name = randomUUID()
    const path = join(incoming, name)
    try {
      await disk.makeFolder(path)
      const outcome = takeLock(join(path, 'lock'))
      if (outcome.isTaken) return { name, path, lock: outcome.lock }
    } catch (error) {
      cause = error
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') break
    }
  }
  const problem = cause instanceof Error ? cause.message : 'its folder is taken each time'
  throw new ArtifactFolderError({ folder: incoming, problem }, { cause })
}

/** Locks the folder of another process that is gone; undefined where it is there, or another has it. */
export function takeOver(incoming: string, name: string): OwnFolder | undefined {
  const path = join(incoming, name)
  try {
    const outcome = takeLock(join(path, 'lock'))
    return outcome.isTaken ? { name, path, lock: outcome.lock } : undefined
  } catch {
    return undefined
  }
}

/** Takes a folder away; one with something unfinished in it stays, and is nobody's. */
export function leaveFolder({ path, lock }: OwnFolder): void {
  lock.release()
  try {
    // Empty files of locks may go; a folder that is gone was left before.
    if (readdirSync(path).some((name) => !name.startsWith('lock'))) return
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
