import { expect, test } from 'vitest'
import { digestFunctionBits, FUNCTION_BITS } from '../testing/function-bits.ts'

test('functions of doubles have the bits on record, which a page is compared with too', async () => {
  expect(await digestFunctionBits()).toBe(FUNCTION_BITS)
})
