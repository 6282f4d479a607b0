import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprintOf, ROW_BYTES, readRow, writeRow } from './index-rows.ts'

const anyUint = (bits: number) =>
  fc.oneof(
    fc.constantFrom(0, 1, 2 ** bits - 1),
    fc.maxSafeNat().map((n) => n % 2 ** bits),
  )

test('a row is read as it was written, at the ends of its numbers too, and nothing beside it is', () => {
  const anyRow = fc.record({
    fingerprint: fc.record({ low: anyUint(32), high: anyUint(32) }),
    segment: anyUint(48),
    position: anyUint(48),
    length: anyUint(32),
  })
  fc.assert(
    fc.property(anyRow, fc.nat({ max: 50 }), (row, place) => {
      const buffer = Buffer.alloc(place + ROW_BYTES + 8, 0xee)
      writeRow(buffer, place, row)
      expect(readRow(buffer, place)).toEqual(row)
      expect(buffer.subarray(0, place).every((byte) => byte === 0xee)).toBe(true)
      expect(buffer.subarray(place + ROW_BYTES).every((byte) => byte === 0xee)).toBe(true)
    }),
  )
})

test('a row has 24 bytes in the order that the file says, the lowest first', () => {
  const buffer = Buffer.alloc(ROW_BYTES)
  const fingerprint = { low: 0x04030201, high: 0x08070605 }
  writeRow(buffer, 0, {
    fingerprint,
    segment: 0x0e0d0c0b0a09,
    position: 0x14131211100f,
    length: 0x18171615,
  })
  expect([...buffer]).toEqual(Array.from({ length: 24 }, (_, i) => i + 1))
})

test('a number that a row cannot hold is not cut in silence', () => {
  const row = { fingerprint: { low: 0, high: 0 }, segment: 0, position: 0, length: 0 }
  const buffer = Buffer.alloc(ROW_BYTES)
  expect(() => writeRow(buffer, 0, { ...row, position: 2 ** 48 })).toThrow(RangeError)
  expect(() => writeRow(buffer, 0, { ...row, segment: 2 ** 48 })).toThrow(RangeError)
  expect(() => writeRow(buffer, 0, { ...row, length: 2 ** 32 })).toThrow(RangeError)
})

test('a fingerprint is the first 8 bytes of the SHA-256 of the key in UTF-8', () => {
  for (const key of ['', 'a', 'é中😀', 'x'.repeat(256)]) {
    const digest = createHash('sha256').update(Buffer.from(key, 'utf8')).digest()
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32LE(fingerprintOf(key).low, 0)
    bytes.writeUInt32LE(fingerprintOf(key).high, 4)
    expect(bytes).toEqual(digest.subarray(0, 8))
  }
})
