/** The file of a study's record: it only grows, and what was appended is on the disk when `append` settles. */
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StudyRecordError } from '../studies/errors.ts'
import { formatEntry, type RecordEntry } from '../studies/study-record.ts'
import { toFileAccessError } from './errors.ts'

export class StudyRecordFile {
  readonly #path: string
  readonly #handle: FileHandle
  #bytes: number

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.#path = path
    this.#handle = handle
    this.#bytes = bytes
  }

  /**
   * Opens a record to go on with it behind its first bytes; what follows them was torn, and is cut off.
   *
   * @param wholeBytes undefined for a record that begins now, of which there must be no file.
   * @throws {FileAccessError} when it cannot be written.
   */
  static async open(path: string, wholeBytes: number | undefined): Promise<StudyRecordFile> {
    try {
      const handle = await open(path, wholeBytes === undefined ? 'ax' : 'a')
      if (wholeBytes !== undefined) await handle.truncate(wholeBytes)
      await handle.datasync()
      await syncFolder(dirname(path))
      return new StudyRecordFile(path, handle, wholeBytes ?? 0)
    } catch (error) {
      throw toFileAccessError(path, error)
    }
  }

  /**
   * Appends an entry, and waits until the disk has it.
   *
   * @throws {FileAccessError} when it cannot be written.
   * @throws {StudyRecordError} where somebody else writes to the file too.
   */
  async append(entry: RecordEntry): Promise<void> {
    const line = Buffer.from(formatEntry(entry))
    try {
      const { size } = await this.#handle.stat()
      if (size !== this.#bytes) {
        const problem = `another program writes to ${this.#path}, which has ${size} bytes, not ${this.#bytes}`
        throw new StudyRecordError({ line: undefined, problem })
      }
      await this.#handle.appendFile(line)
      await this.#handle.datasync()
      this.#bytes += line.length
    } catch (error) {
      if (error instanceof StudyRecordError) throw error
      throw toFileAccessError(this.#path, error)
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** A file that is new is there after a power cut only when its folder is on the disk too. */
async function syncFolder(path: string): Promise<void> {
  try {
    await using handle = await open(path, 'r')
    await handle.sync()
  } catch (error) {
    // Some systems open no folders, and some sync none.
    const { code } = error as NodeJS.ErrnoException
    if (!['EINVAL', 'EPERM', 'EBADF', 'EISDIR', 'EACCES'].includes(String(code))) throw error
  }
}
