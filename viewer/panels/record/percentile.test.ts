import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentileOf } from './percentile.ts'

test('so many of a hundred do not exceed it, and it is one of them', () => {
  const anyValues = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(anyValues, fc.integer({ min: 1, max: 100 }), (values, part) => {
      const found = percentileOf(values, part)!
      expect(values).toContain(found)
      const isEnough = (limit: number) =>
        values.filter((value) => value <= limit).length * 100 >= part * values.length
      expect(isEnough(found)).toBe(true)
      expect(values.filter((value) => value < found).some(isEnough)).toBe(false)
    }),
  )
})

test('of nothing there is none', () => {
  expect(percentileOf([], 95)).toBeUndefined()
})
