import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSha256, createSha256Function } from './sha256.ts'

test('bytes in pieces hash as node:crypto hashes them whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (pieces) => {
      const hash = await createSha256()
      for (const piece of pieces) hash.update(piece)
      const whole = Buffer.concat(pieces)
      expect(hash.digestHex()).toBe(createHash('sha256').update(whole).digest('hex'))
    }),
  )
})

test('two hashes under way do not disturb one another', async () => {
  const [first, second] = await Promise.all([createSha256(), createSha256()])
  first.update(Uint8Array.of(1))
  second.update(Uint8Array.of(2))
  first.update(Uint8Array.of(3))
  const digestOf = (...bytes: number[]) =>
    createHash('sha256').update(Uint8Array.from(bytes)).digest('hex')
  expect(first.digestHex()).toBe(digestOf(1, 3))
  expect(second.digestHex()).toBe(digestOf(2))
})

test('parts hash as node:crypto hashes them joined, and each hash stays what it was', async () => {
  const hash = await createSha256Function()
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
      const first = hash(...parts)
      hash(Uint8Array.of(1))
      const whole = createHash('sha256').update(Buffer.concat(parts)).digest()
      expect(Buffer.from(first)).toEqual(whole)
    }),
  )
})
