/**
 * A process that takes the lock of a folder and gives it back, again and again: `node lock-racer.ts FOLDER LOG MS`.
 *
 * It tells in the log when it has it, and when it gives it back: a line each, written before the lock is given.
 */
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { LedgerLockedError } from '../ledger/errors.ts'
import { lockFolder } from '../ledger/files/folder-lock.ts'
import { nameLedgerFolder } from '../ledger/files/ledger-folder.ts'

/** A machine that is busy gives it little of its time: it goes on until it has had the lock so often. */
const LEAST = 3

const [path = '', log = '', milliseconds = ''] = process.argv.slice(2)
const folder = nameLedgerFolder(path)
const endsAtMs = performance.now() + Number(milliseconds)
const tell = (what: string) => appendFileSync(log, `${process.pid} ${what}\n`)

let had = 0
for (let times = 0; performance.now() < endsAtMs || had < LEAST; times++) {
  try {
    const lock = lockFolder(folder)
    had++
    tell('has')
    await setTimeout(times % 3)
    tell(lock.isHeld() ? 'gives' : 'has lost')
    lock.release()
  } catch (error) {
    if (!(error instanceof LedgerLockedError)) throw error
  }
  await setTimeout(0)
}
