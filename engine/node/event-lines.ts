/**
 * A file of events, one JSON document a line, that only grows: each line is one write at its end, so that
 * several programs may write to one file, and a reader that follows it sees each event when it happens.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { FileAccessError, toFileAccessError } from './errors.ts'

/** A pipe that nobody reads is refused, and one that is full loses lines: neither is waited for. */
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK

const LINE_BREAK = 10

export class EventLines {
  readonly #path: string
  readonly #descriptor: number
  /** Whether the file ends amid a line, which the next one must not be joined to. */
  #isTorn: boolean

  private constructor(path: string, descriptor: number, isTorn: boolean) {
    this.#path = path
    this.#descriptor = descriptor
    this.#isTorn = isTorn
  }

  /**
   * Opens a file to go on with it, or makes it.
   *
   * @throws {FileAccessError} when it cannot be written.
   */
  static open(path: string): EventLines {
    try {
      const descriptor = openSync(path, OPEN_FLAGS, 0o666)
      return new EventLines(path, descriptor, isTorn(path, descriptor))
    } catch (error) {
      throw toFileAccessError(path, error)
    }
  }

  /**
   * Writes a document as a line, at once.
   *
   * @throws {FileAccessError} when it cannot be written, or only in part; the next line starts afresh.
   */
  append(document: object): void {
    const line = `${this.#isTorn ? '\n' : ''}${JSON.stringify(document)}\n`
    const bytes = new TextEncoder().encode(line)
    let written: number
    try {
      written = writeSync(this.#descriptor, bytes)
    } catch (error) {
      throw toFileAccessError(this.#path, error)
    }
    this.#isTorn = written < bytes.length
    if (!this.#isTorn) return
    const reason = `only ${written} of ${bytes.length} bytes of a line could be written`
    throw new FileAccessError({ path: this.#path, reason })
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#descriptor)
  }
}

/** Whether the last byte of a regular file is something else than the end of a line. */
function isTorn(path: string, descriptor: number): boolean {
  const stat = fstatSync(descriptor)
  if (!stat.isFile() || stat.size === 0) return false
  const reader = openSync(path, constants.O_RDONLY)
  try {
    const last = new Uint8Array(1)
    readSync(reader, last, 0, 1, stat.size - 1)
    return last[0] !== LINE_BREAK
  } finally {
    closeSync(reader)
  }
}
