import { expect, test } from 'vitest'
import { TickPacer } from './tick-pacer.ts'

test('a clock that goes back owes no ticks, and the pace goes on from where it is then', () => {
  let now = 10_000
  const pacer = new TickPacer(() => now, 10)
  now += 100
  expect(pacer.dueTicks()).toBe(1)
  pacer.didTicks(1, 0)
  now -= 5000
  expect(pacer.dueTicks()).toBe(0)
  expect(pacer.waitMs()).toBeLessThanOrEqual(100)
  now += 100
  expect(pacer.dueTicks()).toBe(1)
})
