/** A file that only grows, so that what has reached the disk is never lost again. */
import { type FileHandle, open } from 'node:fs/promises'
import { toFileAccessError } from './errors.ts'

/** What was appended is brought to the disk after so long, in milliseconds. */
const SYNC_EVERY_MS = 250

export class AppendFile {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #now: () => number
  #syncedAtMs: number
  #isDirty = false
  /** Where the next byte goes. */
  #at: number

  private constructor(path: string, handle: FileHandle, at: number, now: () => number) {
    this.#path = path
    this.#handle = handle
    this.#at = at
    this.#now = now
    this.#syncedAtMs = now()
  }

  /**
   * Opens a file to go on with it behind its first bytes; what follows them is cut off.
   *
   * @param keptBytes 0 begins anew.
   * @param now a clock in milliseconds.
   * @throws {FileAccessError} when it cannot be written.
   */
  static async open(path: string, keptBytes: number, now: () => number): Promise<AppendFile> {
    try {
      const handle = await open(path, keptBytes === 0 ? 'w' : 'r+')
      await handle.truncate(keptBytes)
      return new AppendFile(path, handle, keptBytes, now)
    } catch (error) {
      throw toFileAccessError(path, error)
    }
  }

  /**
   * Writes bytes behind all others. They are on the disk after a quarter of a second of further
   * calls, or `sync`.
   *
   * @throws {FileAccessError} when they cannot be written.
   */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      let done = 0
      while (done < bytes.length) {
        const left = bytes.length - done
        const { bytesWritten } = await this.#handle.write(bytes, done, left, this.#at)
        done += bytesWritten
        this.#at += bytesWritten
      }
      this.#isDirty = true
    } catch (error) {
      throw toFileAccessError(this.#path, error)
    }
    if (this.#now() - this.#syncedAtMs >= SYNC_EVERY_MS) await this.sync()
  }

  /** Waits until all that was appended is on the disk. */
  async sync(): Promise<void> {
    if (!this.#isDirty) return
    try {
      await this.#handle.sync()
    } catch (error) {
      throw toFileAccessError(this.#path, error)
    }
    this.#isDirty = false
    this.#syncedAtMs = this.#now()
  }

  /** Brings the rest to the disk. */
  async close(): Promise<void> {
    try {
      await this.sync()
    } finally {
      await this.#handle.close()
    }
  }
}
