/** An index that is not as it was written: what is read through it is right, or refused by name. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isNamedError } from '../../../engine/named-error.ts'
import { tries } from '../../../engine/testing/tries.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { quickDisk } from '../../testing/quick-disk.ts'
import { LedgerDamagedError } from '../errors.ts'
import type { FileLedger } from './file-ledger.ts'
import { ROW_BYTES } from './index-rows.ts'
import { LedgerView } from './ledger-view.ts'

const SIZE = 30
/** Behind the fingerprint of the key are the segment, the place in it and the length. */
const FINGERPRINT_BYTES = 8

const place = createFolderPlace({ segmentBytes: 900, disk: quickDisk })
const path = join(place.folder, 'index')
let ledger: FileLedger
let lines: readonly string[]
let whole: Buffer

beforeAll(async () => {
  const first = await place.open()
  for (let n = 0; n < SIZE; n++) {
    await first.append({ key: `key ${n}`, event: { text: 'x'.repeat(7 * n) } })
  }
  lines = await first.read(0, SIZE)
  await first.close()
  whole = readFileSync(path)
  ledger = await place.open()
})
afterAll(async () => {
  await ledger.close()
  await place.dispose()
})

const anySeq = fc.nat({ max: SIZE - 1 })
/** What becomes of a row. */
const anyRow = fc.oneof(
  // That of another entry.
  anySeq.map((seq) => whole.subarray(seq * ROW_BYTES, (seq + 1) * ROW_BYTES)),
  fc.uint8Array({ minLength: ROW_BYTES, maxLength: ROW_BYTES }),
  fc.constantFrom(0, 0xff).map((byte) => new Uint8Array(ROW_BYTES).fill(byte)),
  fc.tuple(anySeq, fc.nat({ max: ROW_BYTES - 1 }), fc.nat({ max: 255 })).map(([seq, at, byte]) => {
    const row = Uint8Array.from(whole.subarray(seq * ROW_BYTES, (seq + 1) * ROW_BYTES))
    row[at] = byte
    return row
  }),
)

/** The value, or the error, which has to have a name. */
async function nameOf<T>(asked: Promise<T>): Promise<T | 'refused'> {
  return await asked.catch((error: unknown) => {
    expect(isNamedError(error), String(error)).toBe(true)
    return 'refused' as const
  })
}

test('what is read through a row that was changed is the entry, or is refused by name', async () => {
  await fc.assert(
    fc.asyncProperty(anySeq, anyRow, async (seq, row) => {
      const changed = Buffer.from(whole)
      changed.set(row.subarray(FINGERPRINT_BYTES), seq * ROW_BYTES + FINGERPRINT_BYTES)
      writeFileSync(path, changed)
      const view = await LedgerView.open(place.folder)
      for (const reader of [ledger, view]) {
        expect(['refused', [lines[seq]]]).toContainEqual(await nameOf(reader.read(seq, 1)))
        expect(['refused', lines]).toContainEqual(await nameOf(reader.read(0, SIZE)))
      }
      await view.close()
      // A key that is there is found there, or it cannot be told.
      const told = await nameOf(ledger.append({ key: `key ${seq}`, event: {} }))
      expect(['refused', { seq, isNew: false }]).toContainEqual(told)
      writeFileSync(path, whole)
      expect(await ledger.read(seq, 1)).toEqual([lines[seq]])
    }),
    { numRuns: tries(300) },
  )
})

test('the row of another entry, and one of 4 GiB, name the entry that was asked for', async () => {
  for (const alter of [
    (row: Buffer) => whole.copy(row, 0, 3 * ROW_BYTES, 4 * ROW_BYTES),
    (row: Buffer) => row.writeUInt32LE(2 ** 32 - 1, ROW_BYTES - 4),
  ]) {
    const changed = Buffer.from(whole)
    alter(changed.subarray(7 * ROW_BYTES, 8 * ROW_BYTES))
    writeFileSync(path, changed)
    const error = await ledger.read(5, 5).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(LedgerDamagedError)
    expect(error).toMatchObject({ details: { seq: 7 } })
  }
  writeFileSync(path, whole)
})
