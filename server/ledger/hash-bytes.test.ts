import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprintOf } from './files/index-rows.ts'
import { hashBytes } from './hash-bytes.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

test('parts are hashed as if they were joined, however many and however long', () => {
  const anyPart = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.nat({ max: 70_000 }).map((length) => new Uint8Array(length).fill(length)),
  )
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 4 }), (parts) => {
      expect(Buffer.from(hashBytes(...parts))).toEqual(sha256(Buffer.concat(parts)))
    }),
  )
})

test('a hash stays as it is when others are made', () => {
  const first = hashBytes(Uint8Array.of(1))
  const before = Buffer.from(first).toString('hex')
  hashBytes(Uint8Array.of(2))
  expect(Buffer.from(first).toString('hex')).toBe(before)
})

test('a fingerprint has the first eight bytes of the hash, the lowest first', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      const digest = sha256(Buffer.from(key))
      const expected = { low: digest.readUInt32LE(0), high: digest.readUInt32LE(4) }
      expect(fingerprintOf(key)).toEqual(expected)
    }),
  )
})
