import { expect, test } from 'vitest'
import { labelOf, MAX_LINES, namesOf, titleOf } from './chart-series.ts'

const MEASURED = [
  'block-entropy.2',
  'block-entropy.2.cell',
  'block-entropy.3',
  'clusters.moore26.count',
  'clusters.moore26.same.count',
  'density',
  'density.zone.a.b',
  'density.zone.west',
  'entropy',
  'entropy.normalized',
]

test.each([
  ['entropy', 'entropy', ['entropy']],
  ['block-entropy:2', 'block-entropy.LENGTH', ['block-entropy.2']],
  ['block-entropy:2', 'block-entropy.LENGTH.cell', ['block-entropy.2.cell']],
  ['clusters:moore26', 'clusters.CONNECTIVITY.count', ['clusters.moore26.count']],
  ['clusters:moore26.same', 'clusters.CONNECTIVITY.count', ['clusters.moore26.same.count']],
  ['density', 'density.zone.NAME', ['density.zone.a.b', 'density.zone.west']],
])('%s draws of %s', (spec, output, names) => {
  expect(namesOf({ spec, output }, MEASURED)).toEqual(names)
})

test('a chart is called by its parameter, and its lines by what tells them apart', () => {
  const blocks = { spec: 'block-entropy:3', output: 'block-entropy.LENGTH.cell' }
  expect(titleOf(blocks)).toBe('block-entropy.3.cell')
  const zones = { spec: 'density', output: 'density.zone.NAME' }
  expect(titleOf(zones)).toBe('density.zone.name')
  expect(labelOf(zones, 'density.zone.a.b')).toBe('a.b')
  expect(labelOf(blocks, 'block-entropy.3.cell')).toBe('block-entropy.3.cell')
})

test('what somebody else kept as a spec is no pattern, and no chart has lines without end', () => {
  expect(namesOf({ spec: 'x:(.+)', output: 'x.NAME' }, ['x.y', 'x.(.+)'])).toEqual(['x.(.+)'])
  const many = Array.from({ length: 50 }, (_, i) => `density.zone.${i}`)
  expect(namesOf({ spec: 'density', output: 'density.zone.NAME' }, many)).toHaveLength(MAX_LINES)
})
