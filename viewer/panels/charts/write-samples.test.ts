import { expect, test } from 'vitest'
import { SeriesHistory } from '../../state/series-history.ts'
import { writeSamples } from './write-samples.ts'

const seriesOf = (samples: readonly (readonly [tick: number, value: number])[]) => {
  const series = new SeriesHistory()
  for (const [tick, value] of samples) series.add(tick, value)
  return series
}

test('a line has what was measured at its tick, and nothing where nothing was', () => {
  const text = writeSamples([
    [
      'population',
      seriesOf([
        [0, 5],
        [1, 7],
        [2, 6],
      ]),
    ],
    [
      'density.zone.a, "b"',
      seriesOf([
        [1, 0.1],
        [5, 1e-9],
      ]),
    ],
  ])
  expect(text.split('\r\n')).toEqual([
    'tick,population,"density.zone.a, ""b"""',
    '0,5,',
    '1,7,0.1',
    '2,6,',
    '5,,1e-9',
    '',
  ])
})
