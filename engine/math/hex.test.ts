import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex } from './hex.ts'

test('bytes are the digits that Node gives of them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = toHex(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('hex'))
      expect([...fromHex(text)!]).toEqual([...bytes])
    }),
  )
})

test('a text that is not the one of its bytes is none', () => {
  for (const text of ['0', 'abc', 'AB', '0g', ' 00', '00\n', '-1', '0x00', '０0']) {
    expect(fromHex(text)).toBeUndefined()
  }
})
