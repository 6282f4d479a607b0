import { expect, test } from 'vitest'
import { digestTrainings, TRAINING_BITS } from '../testing/training-bits.ts'

test('trainings have the same bits as ever', async () => {
  expect(await digestTrainings()).toBe(TRAINING_BITS)
})
