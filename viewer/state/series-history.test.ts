import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestIndex, SeriesHistory } from './series-history.ts'

test('a short run is kept whole', () => {
  const history = new SeriesHistory(8)
  for (let tick = 0; tick < 8; tick++) history.add(tick, tick * tick)
  expect([...history.ticks]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...history.values]).toEqual([0, 1, 4, 9, 16, 25, 36, 49])
})

test('a long run keeps its beginning and its end within the capacity', () => {
  const history = new SeriesHistory(64)
  for (let tick = 0; tick <= 100_000; tick++) history.add(tick, tick)
  expect(history.ticks.length).toBeLessThanOrEqual(64)
  expect(history.ticks.length).toBeGreaterThanOrEqual(24)
  expect(history.ticks[0]).toBe(0)
  expect(history.ticks.at(-1)).toBeGreaterThan(90_000)
  expect(history.values).toEqual(history.ticks)
})

test('a run that goes back and another way forgets what came after, and tells of ticks between', () => {
  const history = new SeriesHistory(8)
  for (const tick of [0, 3, 9]) history.add(tick, tick)
  history.add(5, 50)
  expect([...history.ticks]).toEqual([0, 3, 5, 9])
  expect([...history.values]).toEqual([0, 3, 50, 9])
  expect(history.newest).toEqual({ tick: 5, value: 50 })
  expect(history.last).toEqual({ tick: 9, value: 9 })
  expect(history.nearest(5)).toEqual({ tick: 5, value: 50 })
  history.dropFrom(5)
  expect([...history.ticks]).toEqual([0, 3])
  expect(history.last).toEqual({ tick: 3, value: 3 })
  expect(history.newest).toEqual({ tick: 3, value: 3 })
  history.dropFrom(0)
  expect(history.last).toBeUndefined()
  expect(history.nearest(4)).toBeUndefined()
})

test('whatever order ticks are told in, those that are kept ascend and are what they were told last', () => {
  const ascends = fc.property(fc.array(fc.nat(300), { maxLength: 200 }), (ticks) => {
    const history = new SeriesHistory(16)
    for (const [i, tick] of ticks.entries()) history.add(tick, 1000 * tick + i)
    const kept = [...history.ticks]
    expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b))
    expect([...history.values].map((value) => Math.floor(value / 1000))).toEqual(kept)
    expect(history.last?.tick ?? -1).toBe(Math.max(-1, ...ticks))
  })
  fc.assert(ascends)
})

test('the same tick is not counted twice, and is what it was last', () => {
  const history = new SeriesHistory(8)
  history.add(3, 5)
  history.add(3, 6)
  expect([...history.ticks]).toEqual([3])
  expect([...history.values]).toEqual([6])
})

test('the newest is known also where it is too near to the one before to be kept', () => {
  const history = new SeriesHistory(8)
  for (let tick = 0; tick <= 1001; tick++) history.add(tick, 2 * tick)
  expect(history.last).toEqual({ tick: 1001, value: 2002 })
  expect(history.nearest(5000)).toEqual({ tick: 1001, value: 2002 })
  expect(history.nearest(-1)).toEqual({ tick: 0, value: 0 })
})

test('the nearest of a list is found at its ends and between', () => {
  const ticks = [0, 10, 20]
  expect([-3, 4, 6, 99].map((value) => nearestIndex(ticks, value))).toEqual([0, 0, 1, 2])
  expect(nearestIndex([], 1)).toBe(-1)
})
