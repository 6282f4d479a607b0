import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listTicks } from './axis-scale.ts'

test('sizes that are powers of two have steps that are, others decimal ones', () => {
  expect(listTicks(0, 64)).toEqual([0, 16, 32, 48])
  expect(listTicks(0, 100)).toEqual([0, 20, 40, 60, 80])
  expect(listTicks(0, 3)).toEqual([0, 1, 2])
})

test('a window on a world without an end is numbered by its sites', () => {
  expect(listTicks(-32, 96)).toEqual([-20, 0, 20, 40, 60])
})

test('there are never more than a few, all inside, one step apart', () => {
  const anyStart = fc.integer({ min: -1000, max: 1000 })
  fc.assert(
    fc.property(anyStart, fc.integer({ min: 1, max: 5000 }), (start, cells) => {
      const ticks = listTicks(start, cells)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.every((at) => at >= start && at < start + cells)).toBe(true)
      const steps = new Set(ticks.slice(1).map((at, i) => at - ticks[i]!))
      expect(steps.size).toBeLessThanOrEqual(1)
    }),
  )
})
