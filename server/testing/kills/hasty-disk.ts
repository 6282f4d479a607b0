/**
 * A disk that keeps the last writes to itself and says that they are synced: what is acknowledged then is lost with
 * the process. For the proof that this is found.
 */
import type { Disk, DiskFile } from '../../ledger/files/disk.ts'

/** What a ledger writes for a group: entries, index, tree. */
const KEPT_WRITES = 3

/** @param disk is told of writes too late, and of all else when it is asked. */
export function createHastyDisk(disk: Disk): Disk {
  const kept: (() => Promise<void>)[] = []
  const writeKept = async (left: number) => {
    while (kept.length > left) await kept.shift()!()
  }
  const wrap = (file: DiskFile): DiskFile => ({
    async write(bytes, position) {
      kept.push(() => file.write(bytes, position))
      await writeKept(KEPT_WRITES)
    },
    sync: async () => {},
    truncate: (size) => writeKept(0).then(() => file.truncate(size)),
    read: (buffer, position) => writeKept(0).then(() => file.read(buffer, position)),
    size: () => writeKept(0).then(() => file.size()),
    close: () => writeKept(0).then(() => file.close()),
  })
  return {
    open: (path, mode) => writeKept(0).then(async () => wrap(await disk.open(path, mode))),
    syncFolder: (path) => disk.syncFolder(path),
    rename: (from, to) => writeKept(0).then(() => disk.rename(from, to)),
    remove: (path) => writeKept(0).then(() => disk.remove(path)),
  }
}
