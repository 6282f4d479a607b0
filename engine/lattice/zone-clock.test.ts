import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZoneClockError } from './errors.ts'
import {
  assertZoneClock,
  countStepsBefore,
  EVERY_TICK,
  isStepping,
  MAX_CLOCK_DIVISOR,
  tickOfLastStep,
} from './zone-clock.ts'

const anyClock = fc
  .integer({ min: 1, max: 12 })
  .chain((divisor) =>
    fc.record({ divisor: fc.constant(divisor), phase: fc.integer({ min: 0, max: divisor - 1 }) }),
  )

test('steps are counted as if every tick had been looked at', () => {
  fc.assert(
    fc.property(anyClock, fc.integer({ min: 0, max: 200 }), (clock, tick) => {
      const steps = Array.from({ length: tick }, (_, t) => t).filter((t) => isStepping(clock, t))
      expect(countStepsBefore(clock, tick)).toBe(steps.length)
      const last = steps.at(-1)
      expect(tickOfLastStep(clock, tick)).toBe(last === undefined ? undefined : last + 1)
    }),
  )
})

test('a step is where tick minus phase is a multiple of the divisor', () => {
  const clock = { divisor: 3, phase: 2 }
  const stepping = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((tick) => isStepping(clock, tick))
  expect(stepping).toEqual([2, 5, 8])
  expect(countStepsBefore(EVERY_TICK, 17)).toBe(17)
})

test.each([
  [0, 0],
  [3, 3],
  [3, -1],
  [1.5, 0],
  [2, 0.5],
  [MAX_CLOCK_DIVISOR + 1, 0],
  [Number.NaN, 0],
])('refuses divisor %d with phase %d', (divisor, phase) => {
  expect(() => assertZoneClock({ divisor, phase })).toThrow(ZoneClockError)
})
