/** A disk that refuses, at each thing that a ledger asks of it. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { takeShare } from '../../../engine/testing/tries.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { readAllLines } from '../../testing/ledger-place.ts'
import { tryRefusal } from '../../testing/ledger-refusals.ts'
import { quickDisk } from '../../testing/quick-disk.ts'
import {
  createRefusingDisk,
  type Refusal,
  type RefusalCode,
  type RefusingDisk,
} from '../../testing/refusing-disk.ts'
import { LedgerClosedError, LedgerWriteError } from '../errors.ts'

const CODES: readonly RefusalCode[] = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES']
/** Trials that wait for the disk at once. */
const TOGETHER = 8

const { asked, acknowledged } = await tryRefusal()

test('without refusals all is acknowledged', () => {
  expect(acknowledged).toBe(9)
  expect(asked.length).toBeGreaterThan(60)
})

describe.each(['once', 'for ever'] as const)('refused %s', (lasts) => {
  test.each(['before', 'half'] as const)(
    'nothing that was acknowledged is lost, wherever (%s)',
    async (how) => {
      const all = asked.flatMap((what, at): Refusal[] =>
        how === 'half' && !what.startsWith('write')
          ? []
          : [{ at, code: CODES[at % CODES.length]!, how, lasts }],
      )
      const refusals = [...takeShare(all)]
      const failures: string[] = []
      const tryNext = async () => {
        for (let next = refusals.pop(); next !== undefined; next = refusals.pop()) {
          const refusal = next
          await tryRefusal(refusal).catch((error) => {
            failures.push(`${refusal.at} ${asked[refusal.at]}, ${refusal.code}: ${error}`)
          })
        }
      }
      await Promise.all(Array.from({ length: TOGETHER }, tryNext))
      expect(failures).toEqual([])
    },
  )
})

/** A ledger with an entry, whose disk begins to refuse when that is said. */
async function begin() {
  const place = createFolderPlace()
  onTestFinished(() => place.dispose())
  const disk = createRefusingDisk(quickDisk)
  const ledger = await place.open({ disk })
  await ledger.append({ key: 'first', event: {} })
  return { place, disk, ledger, append: (key: string) => ledger.append({ key, event: {} }) }
}

const refuseNext = (disk: RefusingDisk, what: string, code: RefusalCode, how: Refusal['how']) =>
  disk.refuseNext((asked) => asked.startsWith(what), { code, how })

test('a full disk refuses an append by name, and there being room again the next one is taken', async () => {
  const { place, disk, ledger, append } = await begin()
  for (const how of ['before', 'half'] as const) {
    refuseNext(disk, 'write ', 'ENOSPC', how)
    const refused = await append('second').catch((error) => error)
    expect(refused).toBeInstanceOf(LedgerWriteError)
    expect(refused).toMatchObject({ code: 'ledger/write', details: { canGoOn: true } })
    expect(refused.message).toContain('ENOSPC')
    expect(ledger.failure).toBeUndefined()
    expect(ledger.head.size).toBe(1)
  }
  expect(await append('second')).toEqual({ seq: 1, isNew: true })
  await ledger.close()
  const again = await place.open()
  expect(again.cutBytes).toBe(0)
  expect(await readAllLines(again)).toHaveLength(2)
  await again.close()
})

test('after a sync that failed nothing is taken until the ledger is opened anew', async () => {
  const { place, disk, ledger, append } = await begin()
  expect(ledger.failure).toBeUndefined()
  refuseNext(disk, 'sync ', 'EIO', 'before')
  const refused = await append('second').catch((error) => error)
  expect(refused).toMatchObject({ code: 'ledger/write', details: { canGoOn: false } })
  await expect(append('third')).rejects.toThrow(LedgerClosedError)
  await expect(ledger.checkpoint()).rejects.toThrow(LedgerClosedError)
  expect(ledger.failure).toContain('EIO')
  await ledger.close()
  const again = await place.open()
  expect(again.head.size).toBe(1)
  expect(await again.append({ key: 'second', event: {} })).toEqual({ seq: 1, isNew: true })
  await again.close()
})

test('an index that cannot be written delays what may be read, and nothing that was acknowledged is lost', async () => {
  const { disk, ledger, append } = await begin()
  disk.refuseAll((asked) => asked.startsWith('write') && asked.includes('index'), 'ENOSPC')
  expect(await append('second')).toEqual({ seq: 1, isNew: true })
  expect(ledger.head.size).toBe(1)
  await expect(append('third')).rejects.toMatchObject({ details: { canGoOn: true } })
  disk.refuseNothing()
  expect(await append('second')).toEqual({ seq: 1, isNew: false })
  expect(await append('third')).toEqual({ seq: 2, isNew: true })
  expect(await readAllLines(ledger)).toHaveLength(3)
  await ledger.close()
})

test('an index whose sync has failed is covered by no checkpoint', async () => {
  const { place, disk, ledger, append } = await begin()
  const earlier = await ledger.checkpoint()
  await append('second')
  refuseNext(disk, 'sync ', 'EIO', 'before')
  await expect(ledger.checkpoint()).rejects.toMatchObject({ details: { canGoOn: false } })
  await expect(append('third')).rejects.toThrow(LedgerClosedError)
  await ledger.close()
  const again = await place.open()
  expect(again.head.size).toBe(2)
  expect(await again.checkpoint()).not.toBe(earlier)
  await again.close()
})

test('a close that cannot sign says so, and has closed all the same', async () => {
  const { place, disk, ledger, append } = await begin()
  await append('second')
  disk.refuseAll((asked) => asked.includes('checkpoints'), 'ENOSPC')
  await expect(ledger.close()).rejects.toThrow(LedgerWriteError)
  expect(disk.openFiles).toBe(0)
  const again = await place.open()
  expect(again.head.size).toBe(2)
  await again.close()
})
