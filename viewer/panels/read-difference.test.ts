import { expect, test } from 'vitest'
import type { SiteReport } from '../../engine/protocol/inspect-api.ts'
import type { DifferenceReport } from '../../engine/qa/report-schema.ts'
import { readDifference } from './read-difference.ts'

const DIFFERENCE: DifferenceReport = {
  ...{ tick: 7, plane: 'memory live-neighbors', cell: 5, site: [5, 0, 0], expected: 3, found: 2 },
  ...{ planes: [], window: null, picture: [] },
}
const SEEN: SiteReport = {
  ...{ tick: 7, site: { x: 5, y: 0, z: 0 }, state: 1, zone: undefined, rule: 'B3/S23' },
  ...{ fields: [], components: [], parameters: [], bit: undefined },
  planes: [{ name: 'memory live-neighbors', value: 3 }],
}

test('the number of the plane at the cell is told, whatever plane it is', () => {
  expect(readDifference(DIFFERENCE, SEEN)).toBe(3)
  expect(readDifference({ ...DIFFERENCE, plane: 'cells' }, SEEN)).toBe(1)
})

test('nothing is told of another tick, another cell, or what is no plane', () => {
  expect(readDifference(DIFFERENCE, undefined)).toBeUndefined()
  expect(readDifference({ ...DIFFERENCE, tick: 8 }, SEEN)).toBeUndefined()
  expect(readDifference({ ...DIFFERENCE, site: [5, 1, 0] }, SEEN)).toBeUndefined()
  expect(readDifference({ ...DIFFERENCE, site: null }, SEEN)).toBeUndefined()
  expect(readDifference({ ...DIFFERENCE, plane: 'messages' }, SEEN)).toBeUndefined()
})
