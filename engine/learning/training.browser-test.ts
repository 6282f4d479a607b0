import { expect, test } from 'vitest'
import { digestTrainings, TRAINING_BITS } from '../testing/training-bits.ts'

test('trainings have the same bits in a page as in Node', async () => {
  expect(await digestTrainings()).toBe(TRAINING_BITS)
})
