/** Disks that are full, and files that may not grow, by the system itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { readChain } from '../../testing/ledger-oracle.ts'
import { readAllLines } from '../../testing/ledger-place.ts'
import type { LimitedOutcome } from '../../testing/limited-appender.ts'
import { mountSmallDisk } from '../../testing/small-disk.ts'
import { LedgerWriteError } from '../errors.ts'
import { auditLedgerFolder } from './audit-folder.ts'
import { FileLedger } from './file-ledger.ts'

const APPENDER = join(import.meta.dirname, '../../testing/limited-appender.ts')
/** The largest file, in the blocks of 512 or 1024 bytes that shells count in. */
const MAX_BLOCKS = 100

test('a disk that is full refuses appends by name, and there being room again they are taken', async ({
  skip,
}) => {
  const { folder: disk, dispose } = createFolderPlace()
  onTestFinished(dispose)
  const missing = mountSmallDisk(disk, '512k')
  if (missing !== undefined) return skip(missing)
  const ballast = join(disk, 'ballast')
  writeFileSync(ballast, Buffer.alloc(256 * 1024))
  const folder = join(disk, 'ledger')
  const ledger = await FileLedger.open({ folder, onProblem: () => {} })
  const acknowledged: string[] = []
  const append = async (key: string) => {
    await ledger.append({ key, event: { text: 'x'.repeat(3000) } })
    acknowledged.push(key)
  }
  let refused: unknown
  for (let i = 0; refused === undefined && i < 1000; i++) {
    refused = await append(`key ${i}`).catch((error) => error)
  }
  expect(refused).toBeInstanceOf(LedgerWriteError)
  expect(refused).toMatchObject({ code: 'ledger/write', details: { canGoOn: true } })
  expect(String(refused)).toContain('ENOSPC')
  expect(acknowledged.length).toBeGreaterThan(20)
  // It is refused as long as the disk is full.
  await expect(append('again')).rejects.toThrow(LedgerWriteError)
  rmSync(ballast)
  await append('again')
  await append('and again')
  expect(readChain(await readAllLines(ledger)).map(({ key }) => key)).toEqual(acknowledged)
  await ledger.close()
  expect(await auditLedgerFolder({ folder })).toMatchObject({
    isClean: true,
    entries: acknowledged.length,
  })
})

test('a ledger on a disk that stays full is closed, and opened when there is room again', async ({
  skip,
}) => {
  const { folder: disk, dispose } = createFolderPlace()
  onTestFinished(dispose)
  const missing = mountSmallDisk(disk, '512k')
  if (missing !== undefined) return skip(missing)
  const folder = join(disk, 'ledger')
  const ledger = await FileLedger.open({ folder, onProblem: () => {} })
  let acknowledged = 0
  for (let isFull = false; !isFull; ) {
    const outcome = ledger.append({ key: `${acknowledged}`, event: { text: 'x'.repeat(1500) } })
    isFull = await outcome.then(
      () => false,
      () => true,
    )
    if (!isFull) acknowledged++
  }
  await ledger.close().catch((error) => expect(error).toBeInstanceOf(LedgerWriteError))
  execFileSync('mount', ['-o', 'remount,size=2m', disk])
  const again = await FileLedger.open({ folder })
  expect(again.head.size).toBe(acknowledged)
  expect(await again.append({ key: 'more', event: {} })).toEqual({ seq: acknowledged, isNew: true })
  await again.close()
  expect((await auditLedgerFolder({ folder })).isClean).toBe(true)
})

test('a file that may not grow refuses appends by name, and nothing that was acknowledged is lost', async ({
  skip,
}) => {
  if (process.platform === 'win32') return skip('there is no limit for files on this system')
  const { folder, dispose } = createFolderPlace()
  onTestFinished(dispose)
  const limited = spawnSync(
    'sh',
    ['-c', `ulimit -f ${MAX_BLOCKS} && exec "$0" "$@"`, process.execPath, APPENDER, folder],
    // A cache of compiled code is not to be cut off by the limit.
    { encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: '' } },
  )
  const outcome = JSON.parse(limited.stdout) as LimitedOutcome
  expect(outcome.refusals).toHaveLength(2)
  for (const { code, reason } of outcome.refusals) {
    expect(code).toBe('ledger/write')
    expect(reason).toContain('EFBIG')
  }
  expect(outcome.acknowledged).toBeGreaterThan(30)
  expect(['nothing', LedgerWriteError.name]).toContain(outcome.closedBy)
  const ledger = await FileLedger.open({ folder })
  const keys = readChain(await readAllLines(ledger)).map(({ key }) => key)
  expect(keys).toEqual(Array.from({ length: outcome.acknowledged }, (_, i) => `key ${i}`))
  await ledger.close()
  expect((await auditLedgerFolder({ folder })).isClean).toBe(true)
})
