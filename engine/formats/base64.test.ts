import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

test('bytes are the text that Node gives of them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = encodeBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect([...decodeBase64(text)!]).toEqual([...bytes])
    }),
  )
})

test('a text that is not the one of its bytes is none', () => {
  const anyText = fc.oneof(
    fc.string({ maxLength: 9, unit: 'binary' }),
    fc.string({ maxLength: 9, unit: fc.constantFrom('A', 'B', '/', '+', '=', '9') }),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      const bytes = decodeBase64(text)
      if (bytes !== undefined) expect(encodeBase64(bytes)).toBe(text)
    }),
    { numRuns: 500 },
  )
})
