import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOnes } from '../math/word-bits.ts'
import { packBits } from './pack-bits.ts'

test('a bit is 1 where a byte is not 0, wherever in memory the bytes lie', () => {
  const anyByte = fc.oneof(fc.constant(0), fc.constant(1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(anyByte, { maxLength: 200 }), fc.nat(5), (bytes, offset) => {
      const memory = new Uint8Array(bytes.length + offset)
      memory.set(bytes, offset)
      const bits = packBits(memory.subarray(offset))
      const found = Array.from(bytes, (_, i) => (bits[i >> 5]! >>> (i & 31)) & 1)
      expect(found).toEqual(bytes.map((byte) => (byte === 0 ? 0 : 1)))
      const ones = [...bits].reduce((sum, word) => sum + countOnes(word), 0)
      expect(ones).toBe(bytes.filter((byte) => byte !== 0).length)
      expect(bits.length).toBe(Math.ceil(bytes.length / 32) + 1)
    }),
    { numRuns: 300 },
  )
})

test('a bit is 1 where a byte has the digit that is looked at', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { maxLength: 100 }), fc.nat(7), (bytes, digit) => {
      const bits = packBits(Uint8Array.from(bytes), 1 << digit)
      const found = Array.from(bytes, (_, i) => (bits[i >> 5]! >>> (i & 31)) & 1)
      expect(found).toEqual(bytes.map((byte) => (byte >> digit) & 1))
    }),
  )
})
