/** The disk of the store of artifacts, where something may be done instead of each thing that changes it. */
import { type BlobDisk, realBlobDisk } from '../../artifacts/blob-disk.ts'

/** What alters files or folders, or makes that durable. */
export type BlobCall =
  | ('open' | 'write' | 'sync' | 'close')
  | ('syncFolder' | 'rename' | 'link' | 'remove' | 'makeFolder')

/** Does a call, or half of a write, or something else. */
export type Intercept = <T>(
  call: BlobCall,
  run: () => Promise<T>,
  runHalf?: () => Promise<void>,
) => Promise<T>

/** The file system of this machine, behind an interceptor. */
export function interceptBlobDisk(pass: Intercept): BlobDisk {
  return {
    open: (path, mode) =>
      pass('open', async () => {
        const file = await realBlobDisk.open(path, mode)
        return {
          ...file,
          write: (bytes, position) =>
            pass(
              'write',
              () => file.write(bytes, position),
              () => file.write(bytes.subarray(0, bytes.length >> 1), position),
            ),
          sync: () => pass('sync', () => file.sync()),
          // A file is closed whatever the system says of it: see close(2).
          close: () => file.close().then(() => pass('close', async () => {})),
        }
      }),
    syncFolder: (path) => pass('syncFolder', () => realBlobDisk.syncFolder(path)),
    rename: (from, to) => pass('rename', () => realBlobDisk.rename(from, to)),
    link: (path, name) => pass('link', () => realBlobDisk.link(path, name)),
    remove: (path) => pass('remove', () => realBlobDisk.remove(path)),
    makeFolder: (path) => pass('makeFolder', () => realBlobDisk.makeFolder(path)),
  }
}
