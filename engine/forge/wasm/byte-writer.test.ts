import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteWriter } from './byte-writer.ts'

/** Reads LEB128 by its definition: seven bits a byte, the lowest first. */
function readLeb(bytes: Uint8Array, isSigned: boolean): bigint {
  let value = 0n
  for (const [i, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i)
    expect(byte >= 0x80).toBe(i < bytes.length - 1)
  }
  return isSigned ? BigInt.asIntN(7 * bytes.length, value) : value
}

function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter()
  write(out)
  return out.toBytes()
}

test('unsigned numbers are written in as few bytes as they need', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
      const bytes = written((out) => out.unsigned(value))
      expect(readLeb(bytes, false)).toBe(BigInt(value))
      expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)))
    }),
  )
})

test.each([0, -1, 63, 64, -64, -65, 8191, 8192, -(2 ** 31), 2 ** 31 - 1])(
  'the signed number %i is read back as it was written',
  (value) => {
    expect(
      readLeb(
        written((out) => out.signed(value)),
        true,
      ),
    ).toBe(BigInt(value))
    expect(
      readLeb(
        written((out) => out.signed64(BigInt(value))),
        true,
      ),
    ).toBe(BigInt(value))
  },
)

test('signed numbers are read back as they were written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(
        readLeb(
          written((out) => out.signed64(value)),
          true,
        ),
      ).toBe(value)
      const low = Number(BigInt.asIntN(32, value))
      expect(
        readLeb(
          written((out) => out.signed(low)),
          true,
        ),
      ).toBe(BigInt(low))
    }),
  )
})

test('unsigned numbers beyond the signed range mean the same bits', () => {
  expect(written((out) => out.signed(2 ** 32 - 1))).toEqual(written((out) => out.signed(-1)))
  expect(written((out) => out.signed64(2n ** 64n - 1n))).toEqual(
    written((out) => out.signed64(-1n)),
  )
})

test('a buffer grows as far as it must', () => {
  const bytes = written((out) => {
    for (let i = 0; i < 5000; i++) out.byte(i & 0xff)
    out.text('é')
  })
  expect(bytes.length).toBe(5003)
  expect([...bytes.subarray(4999)]).toEqual([4999 & 0xff, 2, 0xc3, 0xa9])
})
