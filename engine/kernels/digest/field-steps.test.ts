import { expect, test } from 'vitest'
import { multiplyInField, powerOfT } from '../../math/digest-terms.ts'
import { type FieldStep, listFieldSteps } from './field-steps.ts'

function elementOf({ shift, factors }: FieldStep): bigint {
  return factors
    .map((distance) => 1n ^ powerOfT(BigInt(distance)))
    .reduce(multiplyInField, powerOfT(BigInt(shift)))
}

test('the product of the steps is the power that was asked for', () => {
  const exponents = [...Array.from({ length: 700 }, (_, i) => i), 1024, 4097, 100_000]
  for (const exponent of exponents) {
    let product = 1n
    for (const { step, times } of listFieldSteps(exponent)) {
      for (let time = 0; time < times; time++) product = multiplyInField(product, elementOf(step))
    }
    expect(product).toBe(powerOfT(BigInt(exponent)))
  }
})

test('the last step is made once, and there is always one', () => {
  for (const exponent of [0, 1, 64, 512, 1024, 5000]) {
    expect(listFieldSteps(exponent).at(-1)?.times).toBe(1)
  }
})
