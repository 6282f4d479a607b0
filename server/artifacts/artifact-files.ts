/**
 * The contents of artifacts, in files that are named by their hashes.
 *
 * A content is written beside, synced, and given its name, whose folder is synced; only then it goes on record. Until
 * it is there, it has a second name that tells what was meant, so that a kill at any moment leaves nothing that is not
 * known: `sweep` removes what never came on record, and keeps what did.
 *
 * A content may be stored by one while another removes it, even in another process. Who removes takes it away first
 * and then asks again whether it is kept; who stores puts it on record first and then looks whether it is there. One
 * of the two always sees what the other has done.
 */
import { createHash, randomUUID } from 'node:crypto'
import { access, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DiskFile } from '../ledger/files/disk.ts'
import { type BlobDisk, realBlobDisk } from './blob-disk.ts'
import { nameBlob, nameIncoming, readUnfinished, type Unfinished } from './blob-names.ts'
import { toDiskError } from './disk-failure.ts'
import { ArtifactMismatchError, ArtifactTooLargeError } from './errors.ts'
import { leaveFolder, makeOwnFolder, type OwnFolder, takeOver } from './own-folder.ts'
import { readBlob } from './read-blob.ts'

/** The largest content where nobody says. */
export const MAX_ARTIFACT_BYTES = 64 * 1024 * 1024

export interface ArtifactFilesOptions {
  readonly folder: string
  /** The largest content that is taken. */
  readonly maxBytes?: number
  readonly disk?: BlobDisk
}

/** A content that is durable. */
export interface StoredContent {
  readonly sha256: string
  readonly bytes: number
}

/** Tells whether the content of a hash is on record, and not expired there. */
type IsKept = (sha256: string) => Promise<boolean>

export class ArtifactFiles {
  readonly #folder: string
  readonly #disk: BlobDisk
  readonly #maxBytes: number
  readonly #own: OwnFolder
  /** Names of contents of which this process does not know whether they came on record. */
  readonly #unsettled = new Set<string>()
  /** Shelves whose names are durable, whoever made them. */
  readonly #shelves = new Set<string>()

  private constructor(options: ArtifactFilesOptions, own: OwnFolder) {
    this.#folder = options.folder
    this.#disk = options.disk ?? realBlobDisk
    this.#maxBytes = options.maxBytes ?? MAX_ARTIFACT_BYTES
    this.#own = own
  }

  /**
   * Opens a folder, which is made where it is not there. Several processes of one machine may have it open.
   *
   * @throws {ArtifactFolderError} where it cannot be used.
   */
  static async open(options: ArtifactFilesOptions): Promise<ArtifactFiles> {
    const disk = options.disk ?? realBlobDisk
    const own = await makeOwnFolder(disk, nameIncoming(options.folder))
    await disk.syncFolder(dirname(options.folder))
    return new ArtifactFiles(options, own)
  }

  /**
   * Stores a content and has it put on record; resolves when both are durable. What is there already stays, or is
   * mended.
   *
   * @param expected its hash, where whoever brings it has announced one.
   * @param record puts it on record, and resolves when `isKept` of a sweep would tell so.
   * @throws {ArtifactTooLargeError | ArtifactMismatchError} for the content, which is not stored.
   * @throws {ArtifactNoSpaceError | ArtifactDiskError} where the disk refuses it.
   * @throws what the content or `record` throws; whether it is kept is then found out by the next sweep.
   */
  async store(
    content: AsyncIterable<Uint8Array>,
    expected: string | undefined,
    record: (stored: StoredContent) => Promise<void>,
  ): Promise<StoredContent> {
    const id = randomUUID()
    const partial = join(this.#own.path, `${id}.partial`)
    const stored = await this.#write(partial, content, expected)
    const held = join(this.#own.path, `${stored.sha256}.${id}`)
    await this.#ask(() => this.#disk.rename(partial, held), partial)
    try {
      await this.#ask(() => this.#place(held, stored.sha256))
      await record(stored)
      await this.#ask(async () => {
        if (!(await this.has(stored.sha256))) await this.#place(held, stored.sha256)
      })
    } catch (error) {
      this.#unsettled.add(held)
      throw error
    }
    await this.#removeQuietly(held)
    return stored
  }

  /** Whether there is a content of a hash, right or altered. */
  async has(sha256: string): Promise<boolean> {
    return await exists(nameBlob(this.#folder, sha256).path)
  }

  /** The bytes of a content: see `readBlob`. */
  async read({ sha256, bytes }: StoredContent): Promise<AsyncIterable<Uint8Array>> {
    return await readBlob(nameBlob(this.#folder, sha256).path, sha256, bytes)
  }

  /**
   * Removes a content, unless it is kept.
   *
   * @returns false where it was not there, or is kept.
   */
  async remove(sha256: string, isKept: IsKept): Promise<boolean> {
    const { path } = nameBlob(this.#folder, sha256)
    const away = join(this.#own.path, `${sha256}.${randomUUID()}.away`)
    try {
      await this.#disk.rename(path, away)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw toDiskError(error)
    }
    this.#unsettled.add(away)
    const wasKept = await this.#settle(this.#own.path, away, { kind: 'removed', sha256 }, isKept)
    this.#unsettled.delete(away)
    return !wasKept
  }

  /**
   * Finishes what processes that are gone have left, and what this one was not told the end of.
   *
   * @param isKept is asked for contents that are whole.
   * @param catchUp has `isKept` know all that is on record when it is called, and tells whether it does. It is called
   *   after it is known what is unfinished: whoever has left that puts nothing on record any more. Left out where
   *   `isKept` always does.
   * @returns how much was unfinished, of what could be finished.
   */
  async sweep(isKept: IsKept, catchUp = async () => true): Promise<number> {
    let found = 0
    const unsettled = [...this.#unsettled]
    if (unsettled.length > 0 && !(await catchUp())) return 0
    for (const path of unsettled) {
      const unfinished = readUnfinished(path.slice(this.#own.path.length + 1))!
      await this.#settle(this.#own.path, path, unfinished, isKept)
      this.#unsettled.delete(path)
      found++
    }
    const incoming = nameIncoming(this.#folder)
    for (const name of await readdir(incoming)) {
      const other = name === this.#own.name ? undefined : takeOver(incoming, name)
      if (other === undefined) continue
      try {
        found += await this.#sweepFolder(other, isKept, catchUp)
      } finally {
        leaveFolder(other)
      }
    }
    return found
  }

  /** Leaves the folder; what is under way must have ended. */
  close(): void {
    leaveFolder(this.#own)
  }

  async #sweepFolder(
    { path: folder, lock }: OwnFolder,
    isKept: IsKept,
    catchUp: () => Promise<boolean>,
  ): Promise<number> {
    const names = (await readdir(folder)).filter((name) => readUnfinished(name) !== undefined)
    if (names.length === 0 || !(await catchUp())) return 0
    let found = 0
    for (const name of names) {
      const unfinished = readUnfinished(name)
      // Whoever sleeps for long is thought to be gone, and another has begun the same.
      if (unfinished === undefined || !lock.isHeld()) continue
      await this.#settle(folder, join(folder, name), unfinished, isKept)
      found++
    }
    return found
  }

  /** Brings something that was begun to its end; tells whether its content is kept. */
  async #settle(
    folder: string,
    path: string,
    { kind, sha256 }: Unfinished,
    isKept: IsKept,
  ): Promise<boolean> {
    if (kind === 'partial') {
      await this.#removeQuietly(path)
      return false
    }
    if (kind === 'stored' && !(await isKept(sha256))) {
      // Another may be about to store the same, and then sees that it is gone.
      const away = join(folder, `${sha256}.${randomUUID()}.away`)
      await this.#disk.rename(nameBlob(this.#folder, sha256).path, away).catch(() => {})
      if (await exists(away)) await this.#settle(folder, away, { kind: 'removed', sha256 }, isKept)
    }
    const isWanted = await isKept(sha256)
    if (isWanted && !(await this.has(sha256))) await this.#ask(() => this.#place(path, sha256))
    await this.#removeQuietly(path)
    return isWanted
  }

  async #write(
    path: string,
    content: AsyncIterable<Uint8Array>,
    expected: string | undefined,
  ): Promise<StoredContent> {
    const file = await this.#ask(() => this.#disk.open(path, 'write'))
    try {
      let stored: StoredContent
      try {
        stored = await this.#writeAll(file, content)
        if (expected !== undefined && expected !== stored.sha256) {
          throw new ArtifactMismatchError({ expected, found: stored.sha256 })
        }
        await this.#ask(() => file.sync())
      } finally {
        await this.#ask(() => file.close())
      }
      return stored
    } catch (error) {
      await this.#removeQuietly(path)
      throw error
    }
  }

  async #writeAll(file: DiskFile, content: AsyncIterable<Uint8Array>): Promise<StoredContent> {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of content) {
      if (bytes + chunk.length > this.#maxBytes) {
        throw new ArtifactTooLargeError({ maxBytes: this.#maxBytes })
      }
      hash.update(chunk)
      await this.#ask(() => file.write(chunk, bytes))
      bytes += chunk.length
    }
    return { sha256: hash.digest('hex'), bytes }
  }

  /** Gives a content its name, in the place of whatever has it, and makes that durable. */
  async #place(held: string, sha256: string): Promise<void> {
    const { shelf, path } = nameBlob(this.#folder, sha256)
    if (!this.#shelves.has(shelf)) {
      await this.#disk.makeFolder(shelf)
      await this.#disk.syncFolder(this.#folder)
      this.#shelves.add(shelf)
    }
    const next = `${held}.${randomUUID()}.partial`
    await this.#disk.link(held, next)
    await this.#disk.rename(next, path)
    await this.#disk.syncFolder(shelf)
  }

  /** Has the disk do something; what it says of it has a name. */
  async #ask<T>(run: () => Promise<T>, leftover?: string): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (leftover !== undefined) await this.#removeQuietly(leftover)
      throw toDiskError(error)
    }
  }

  /** What cannot be removed is found by a later sweep. */
  async #removeQuietly(path: string): Promise<void> {
    await this.#disk.remove(path).catch(() => {})
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
