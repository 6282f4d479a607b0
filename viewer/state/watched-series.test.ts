import { expect, test } from 'vitest'
import { WatchedSeries } from './watched-series.ts'

const sampleAt = (tick: number) => ({ tick, values: { population: tick * 10, entropy: tick } })
const ticksOf = (series: WatchedSeries) => [...(series.seriesOf('entropy')?.ticks ?? [])]

test('what was measured before is kept, also where what comes is there sooner', async () => {
  const series = new WatchedSeries()
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof sampleAt>[]>()
  const taking = series.takeBefore(() => promise)
  series.takePopulation(7, 70)
  series.take(sampleAt(8))
  resolve([sampleAt(2), sampleAt(4), sampleAt(8)])
  await taking
  series.take(sampleAt(10))
  expect(ticksOf(series)).toEqual([2, 4, 8, 10])
  expect(series.population.last).toEqual({ tick: 10, value: 100 })
})

test('where it cannot be told, what has come meanwhile is there', async () => {
  const series = new WatchedSeries()
  const taking = series.takeBefore(() => Promise.reject(new Error('no answer')))
  series.take(sampleAt(8))
  await expect(taking).rejects.toThrow('no answer')
  expect(ticksOf(series)).toEqual([8])
})

test('of a run that has begun anew nothing of before comes', async () => {
  const series = new WatchedSeries()
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof sampleAt>[]>()
  const taking = series.takeBefore(() => promise)
  series.take(sampleAt(8))
  series.restart()
  series.take(sampleAt(1))
  resolve([sampleAt(2)])
  await taking
  expect(ticksOf(series)).toEqual([1])
})
