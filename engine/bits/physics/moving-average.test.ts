import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rangesOf } from '../../rules/program/node-ranges.ts'
import { createProgramBuilder } from '../../rules/program/program-builder.ts'
import { evaluateNodes } from '../../testing/evaluate-nodes.ts'
import { PhysicsError } from './errors.ts'
import { assertRate, nextAverage, RATE_ONE, writeAverage } from './moving-average.ts'

const BOUNDS = { low: -(2 ** 14), high: 2 ** 14 }
const anyAverage = fc.oneof(
  fc.integer({ min: BOUNDS.low, max: BOUNDS.high }),
  fc.constantFrom(BOUNDS.low, BOUNDS.high, 0, 1, -1),
)
const anyRate = fc.oneof(fc.integer({ min: 1, max: RATE_ONE }), fc.constantFrom(1, RATE_ONE))

describe('a moving average', () => {
  test('is the same as nodes and as numbers', () =>
    fc.assert(
      fc.property(anyAverage, anyAverage, anyRate, (average, target, rate) => {
        const [found] = evaluateNodes({}, {}, (code) => [
          writeAverage(code, code.constant(average), code.constant(target), rate, BOUNDS),
        ])
        expect(found).toBe(nextAverage(average, target, rate))
      }),
      { numRuns: 2000 },
    ))

  test('moves toward its target and never beyond it', () =>
    fc.assert(
      fc.property(anyAverage, anyAverage, anyRate, (average, target, rate) => {
        const next = nextAverage(average, target, rate)
        if (average === target) expect(next).toBe(target)
        else {
          expect(Math.abs(target - next)).toBeLessThan(Math.abs(target - average))
          expect(Math.sign(target - next) * Math.sign(target - average)).not.toBe(-1)
        }
      }),
      { numRuns: 2000 },
    ))

  test('at a rate of 1 is its target', () =>
    fc.assert(
      fc.property(anyAverage, anyAverage, (average, target) => {
        expect(nextAverage(average, target, RATE_ONE)).toBe(target)
      }),
    ))

  test('stays within its bounds whatever it is given, and any kernel can tell', () => {
    const code = createProgramBuilder({ dimensions: 1, states: 2, components: ['any', 'other'] })
    const average = writeAverage(code, code.own(1), code.own(2), 7, BOUNDS)
    const ranges = rangesOf(code.finish([code.own(), average, average]))
    expect(ranges[average]).toEqual(BOUNDS)
  })

  test.each([0, -1, 0.5, RATE_ONE + 1, Number.NaN])('refuses the rate %d', (rate) => {
    expect(() => assertRate('trust rate', rate)).toThrow(PhysicsError)
  })
})
