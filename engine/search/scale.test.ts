import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyNumberParameter } from '../testing/search-arbitraries.ts'
import { isValueOf } from './check-space.ts'
import { createScale } from './scale.ts'

const anyPlace = fc.double({ min: 0, max: 1, noNaN: true })

test('any place is a value of the parameter, and a value of a grid is found again at its own place', () => {
  fc.assert(
    fc.property(anyNumberParameter, anyPlace, (parameter, place) => {
      const scale = createScale(parameter)
      const value = scale.fromUnit(place)
      expect(isValueOf(parameter, value)).toBe(true)
      const own = scale.toUnit(value)
      expect(own).toBeGreaterThanOrEqual(0)
      expect(own).toBeLessThanOrEqual(1)
      if (Number.isFinite(scale.count)) expect(scale.fromUnit(own)).toBe(value)
    }),
  )
})

test('greater places are no smaller values, and the ends are the bounds', () => {
  fc.assert(
    fc.property(anyNumberParameter, anyPlace, anyPlace, (parameter, a, b) => {
      const scale = createScale(parameter)
      expect(scale.fromUnit(Math.min(a, b))).toBeLessThanOrEqual(scale.fromUnit(Math.max(a, b)))
      expect(scale.fromUnit(0)).toBe(parameter.low)
      const { step = parameter.type === 'int' ? 1 : 0 } = parameter
      const short = parameter.high - scale.fromUnit(1)
      if (step === 0) expect(short).toBe(0)
      else expect(short).toBeLessThan(step)
    }),
  )
})

test('the cells of a grid cover the scale from 0 to 1 without a gap', () => {
  fc.assert(
    fc.property(anyNumberParameter, (parameter) => {
      const scale = createScale(parameter)
      if (!(scale.count <= 200)) return
      const step = parameter.step ?? 1
      let end = 0
      for (let i = 0; i < scale.count; i++) {
        const value = parameter.low + i * step
        const [low, high] = scale.cellOf(value)
        expect(low).toBe(end)
        expect(scale.fromUnit((low + high) / 2)).toBe(value)
        end = high
      }
      expect(end).toBe(1)
    }),
  )
})

test('equal ratios are equal distances on a logarithmic scale', () => {
  const scale = createScale({ name: 'x', type: 'float', low: 1e-4, high: 1e4, log: true })
  for (const k of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    expect(scale.toUnit(10 ** (k - 4))).toBeCloseTo(k / 8, 14)
    expect(scale.fromUnit(k / 8) / 10 ** (k - 4)).toBeCloseTo(1, 13)
  }
})
