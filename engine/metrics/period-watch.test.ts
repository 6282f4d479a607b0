import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mix64 } from '../math/digest-terms.ts'
import { PeriodWatch } from './period-watch.ts'

/** State `tick` of a sequence with so long a beginning and so long a cycle. */
const stateAt = (transient: number, period: number, tick: number) =>
  mix64(BigInt(tick < transient ? tick : transient + ((tick - transient) % period)) + 1n)

function watchSequence(watch: PeriodWatch, transient: number, period: number, ticks: number) {
  for (let tick = 0; tick <= ticks; tick++) {
    watch.note(tick, stateAt(transient, period, tick))
    const isBack = tick >= transient + period
    if (!isBack) expect(watch.cycle).toBeUndefined()
    else if (period <= 16) expect(watch.cycle).toEqual({ firstTick: transient, period })
  }
}

test('a cycle no longer than the ring is found at the first state that comes back, exactly', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 16 }), (transient, period) => {
      watchSequence(new PeriodWatch(16), transient, period, transient + 5 * period + 40)
    }),
  )
})

test('the period of a longer cycle is exact, and its beginning is not told', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 17, max: 200 }), (transient, period) => {
      const watch = new PeriodWatch(16)
      watchSequence(watch, transient, period, 4 * (transient + period) + 4)
      expect(watch.cycle).toEqual({ firstTick: undefined, period })
    }),
  )
})

test('small numbers are states as good as others', () => {
  const watch = new PeriodWatch(16)
  for (const [tick, state] of [5, 0, 1, 2, 0, 1, 2].entries()) watch.note(tick, BigInt(state))
  expect(watch.cycle).toEqual({ firstTick: 1, period: 3 })
})

test.each([3, 50])('a state that breaks a cycle of %i begins the watch anew', (period) => {
  const watch = new PeriodWatch(16)
  const until = 400
  for (let tick = 0; tick < until; tick++) watch.note(tick, stateAt(2, period, tick))
  expect(watch.cycle?.period).toBe(period)
  for (let tick = until; tick < until + 2 * period; tick++) watch.note(tick, 99n)
  expect(watch.cycle?.period).toBe(1)
  expect(watch.cycle?.firstTick).toBeGreaterThanOrEqual(until)
})

test('a tick that does not follow the last one begins the watch anew', () => {
  const watch = new PeriodWatch(16)
  watch.note(0, 7n)
  watch.note(5, 7n)
  expect(watch.cycle).toBeUndefined()
  watch.note(6, 7n)
  expect(watch.cycle).toEqual({ firstTick: 5, period: 1 })
})
