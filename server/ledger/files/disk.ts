/**
 * The few things that a ledger asks of a file system, each of which may fail. All writes of a ledger go through
 * here, so that a test can end the process, or refuse, at each of them.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'

/** A file that is read and written at places. */
export interface DiskFile {
  /** Writes all bytes at a place; they are durable after `sync`. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Waits until what was written survives a loss of power. */
  sync(): Promise<void>
  /** Cuts the file, or fills it with zeros. */
  truncate(size: number): Promise<void>
  /** Fills the buffer from a place; gives how many bytes there were, fewer only at the end of the file. */
  read(buffer: Uint8Array, position: number): Promise<number>
  size(): Promise<number>
  close(): Promise<void>
}

/** How a file is opened: `read` it must be there, `write` it is made where it is not. */
export type DiskMode = 'read' | 'write'

export interface Disk {
  open(path: string, mode: DiskMode): Promise<DiskFile>
  /** Makes names that were given or taken in a folder durable. */
  syncFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}

/** Only whoever runs the server reads its ledger. */
const FILE_MODE = 0o600

const FLAGS = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | constants.O_CREAT,
} as const satisfies Record<DiskMode, number>

/** The file system of this machine. */
export const realDisk: Disk = Object.freeze({
  open: async (path, mode) => openReal(await open(path, FLAGS[mode], FILE_MODE)),
  async syncFolder(path) {
    const folder = await open(path, constants.O_RDONLY)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => unlink(path),
} satisfies Disk)

function openReal(handle: FileHandle): DiskFile {
  return {
    async write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(
          bytes,
          done,
          bytes.length - done,
          position + done,
        )
        done += bytesWritten
      }
    },
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    async read(buffer, position) {
      let done = 0
      while (done < buffer.length) {
        const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return done
    },
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  }
}
