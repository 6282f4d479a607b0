/** A file in memory, to be read. */
import type { DiskFile } from '../ledger/files/disk.ts'

/** A file with these bytes, which nobody alters. */
export function createMemoryFile(bytes: Uint8Array): DiskFile {
  const refuse = async (): Promise<never> => {
    throw new Error('it is there to be read')
  }
  return {
    write: refuse,
    sync: refuse,
    truncate: refuse,
    async read(buffer, position) {
      const part = bytes.subarray(position, position + buffer.length)
      buffer.set(part)
      return part.length
    },
    size: async () => bytes.length,
    close: async () => {},
  }
}
