/** A disk that ends its own process with SIGKILL at one of the things that it is asked: before it, amid or after it. */
import type { Disk, DiskFile } from '../../ledger/files/disk.ts'
import { realDisk } from '../../ledger/files/disk.ts'

/** What alters files or folders, or makes that durable; what only reads is not counted. */
export type DeadlyCall = 'open' | 'write' | 'sync' | 'truncate' | 'syncFolder' | 'rename' | 'remove'

export interface DeadlyPoint {
  /** Which of the calls, counted from 0. */
  readonly call: number
  /** Amid a write half of its bytes are written; only writes have a middle. */
  readonly moment: 'before' | 'amid' | 'after'
}

export interface DeadlyDisk extends Disk {
  /** What it was asked so far, in order. */
  readonly calls: readonly DeadlyCall[]
}

/** @param point never where it is left out: then it only counts. */
export function createDeadlyDisk(point?: DeadlyPoint): DeadlyDisk {
  const calls: DeadlyCall[] = []
  const pass = async <T>(
    call: DeadlyCall,
    run: () => Promise<T>,
    runHalf?: () => Promise<void>,
  ): Promise<T> => {
    const moment = calls.push(call) - 1 === point?.call ? point.moment : undefined
    if (moment === 'amid') await runHalf?.()
    if (moment === 'before' || moment === 'amid') die()
    const outcome = await run()
    if (moment === 'after') die()
    return outcome
  }
  const wrap = (file: DiskFile): DiskFile => ({
    ...file,
    write: (bytes, position) =>
      pass(
        'write',
        () => file.write(bytes, position),
        () => file.write(bytes.subarray(0, bytes.length >> 1), position),
      ),
    sync: () => pass('sync', () => file.sync()),
    truncate: (size) => pass('truncate', () => file.truncate(size)),
  })
  return {
    calls,
    open: async (path, mode) => {
      if (mode === 'read') return wrap(await realDisk.open(path, mode))
      return await pass('open', async () => wrap(await realDisk.open(path, mode)))
    },
    syncFolder: (path) => pass('syncFolder', () => realDisk.syncFolder(path)),
    rename: (from, to) => pass('rename', () => realDisk.rename(from, to)),
    remove: (path) => pass('remove', () => realDisk.remove(path)),
  }
}

/** The system delivers a signal to oneself before the call returns; nothing follows. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('This process outlives SIGKILL.')
}
