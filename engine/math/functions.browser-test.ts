import { expect, test } from 'vitest'
import { digestFunctionBits, FUNCTION_BITS } from '../testing/function-bits.ts'

test('functions of doubles have the same bits in a page as in Node', async () => {
  expect(await digestFunctionBits()).toBe(FUNCTION_BITS)
})
