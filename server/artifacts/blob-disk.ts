/**
 * What the store of artifacts asks of a file system: what a ledger asks, and names beside names. All that it changes
 * goes through here, so that a test can end the process, or refuse, at each of them.
 */
import { link, mkdir } from 'node:fs/promises'
import { type Disk, realDisk } from '../ledger/files/disk.ts'

export interface BlobDisk extends Disk {
  /** Gives a file another name, in the same file system. */
  link(path: string, name: string): Promise<void>
  /** Makes a folder, and those that it is in, where it is not there. */
  makeFolder(path: string): Promise<void>
}

/** The file system of this machine. */
export const realBlobDisk: BlobDisk = Object.freeze({
  ...realDisk,
  link: (path, name) => link(path, name),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
} satisfies BlobDisk)
