/**
 * Files on disk, bounded and confined.
 */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import {
  access,
  chmod,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { ScenarioFileError } from '../scenario/errors.ts'
import type { ReadFile } from '../scenario/run.ts'
import { findPathFault } from '../scenario/scenario-path.ts'
import { FileAccessError, toFileAccessError } from './errors.ts'

/** No file that Thunderline reads is larger; what is inside has limits of its own. */
export const MAX_FILE_BYTES = 256 * 2 ** 20

/** A pipe that nobody writes to is opened at once, so that it can be refused, not waited for. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * Reads a whole regular file of at most `maxBytes`.
 *
 * @throws {FileAccessError} when it cannot be read, is no regular file or is too large.
 */
export async function readFileBounded(
  path: string,
  maxBytes = MAX_FILE_BYTES,
): Promise<Uint8Array> {
  try {
    await using file = await open(path, OPEN_FLAGS)
    const stat = await file.stat()
    if (stat.isDirectory())
      throw new FileAccessError({ path, reason: 'it is a folder, not a file' })
    if (!stat.isFile()) throw new FileAccessError({ path, reason: 'it is not a regular file' })
    if (stat.size > maxBytes) {
      const reason = `it has ${stat.size} bytes and at most ${maxBytes} are read`
      throw new FileAccessError({ path, reason })
    }
    return await file.readFile()
  } catch (error) {
    if (error instanceof FileAccessError) throw error
    throw toFileAccessError(path, error)
  }
}

/**
 * Checks that a file could be written now, before the work is done that it is to hold.
 *
 * @throws {FileAccessError} when its folder is not there or not ours, or a folder has its name.
 */
export async function assertWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK)
    const existing = await stat(path).catch(() => undefined)
    if (existing?.isDirectory()) {
      throw new FileAccessError({ path, reason: 'it is a folder, not a file' })
    }
  } catch (error) {
    if (error instanceof FileAccessError) throw error
    throw toFileAccessError(path, error)
  }
}

/**
 * Makes a folder where there is none yet; the one above it must be there.
 *
 * @throws {FileAccessError} when it cannot be made, or a file has its name.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined)
    if (existing?.isDirectory()) return
    await mkdir(path)
  } catch (error) {
    throw toFileAccessError(path, error)
  }
}

/**
 * Writes a file so that a reader sees either the old bytes or all of the new ones. A link stays a
 * link, and a file that was there keeps its permissions; a pipe or a device is written to.
 *
 * @throws {FileAccessError} when it cannot be written; nothing is left behind.
 */
export async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  // A device or a pipe (/dev/null) takes bytes, and is not to become a file.
  if (found !== undefined && !found.isFile() && !found.isDirectory()) return writeInto(path, bytes)
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined) return writeNew(path, bytes)
  return replace(target, bytes, found?.mode)
}

/** Where no file is yet, or a link that leads to none. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const isLink = await lstat(path).then(
    () => true,
    () => false,
  )
  return isLink ? writeInto(path, bytes) : replace(path, bytes, undefined)
}

async function replace(target: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const unfinished = join(dirname(target), `.${randomUUID()}.unfinished`)
  try {
    await writeFile(unfinished, bytes, { flush: true })
    if (mode !== undefined) await chmod(unfinished, mode)
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw toFileAccessError(target, error)
  }
}

async function writeInto(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await using file = await open(path, 'w')
    await file.writeFile(bytes)
  } catch (error) {
    throw toFileAccessError(path, error)
  }
}

/**
 * Reads files below one folder and nowhere else: neither `..` nor a symbolic link leads out.
 *
 * @param folder a scenario's own folder.
 */
export function createFolderReader(folder: string): ReadFile {
  return async (path) => {
    const fault = findPathFault(path)
    if (fault !== undefined) throw new ScenarioFileError({ path, reason: fault })
    const target = resolve(folder, path)
    try {
      const fromRoot = relative(await realpath(folder), await realpath(target))
      if (fromRoot.startsWith('..') || isAbsolute(fromRoot)) {
        throw new ScenarioFileError({ path, reason: "a link leads out of the scenario's folder" })
      }
      return await readFileBounded(target)
    } catch (error) {
      if (error instanceof ScenarioFileError) throw error
      const cause = error instanceof FileAccessError ? error : toFileAccessError(path, error)
      throw new ScenarioFileError({ path, reason: cause.details.reason }, { cause })
    }
  }
}
