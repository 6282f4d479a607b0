import { expect, test } from 'vitest'
import type { Observation } from './baseline.ts'
import { compareObservation } from './compare-observation.ts'

const SEEN: Observation = {
  ...{ identity: { rule: '00' }, packs: { 'heat@1.0.0': 'aa' }, ticks: 4, digest: 'marks' },
  ...{ probes: [], marks: [], summary: { entropy: 1 } },
}

const found = (packs: Record<string, string>, more: Partial<Observation> = {}) =>
  compareObservation(SEEN, { ...SEEN, packs, ...more }, { bands: {}, isExact: false })

test('a pack that changes within a version is a breach, also where the scenario may change', () => {
  expect(found({ 'heat@1.0.0': 'bb' })).toMatchObject([{ kind: 'packs', what: 'heat@1.0.0' }])
  expect(found({ 'heat@1.1.0': 'bb' }, { identity: { rule: '11' } })).toEqual([])
  expect(found({})).toEqual([])
})

test('a metric that was a number once and is none now is a breach, and so the other way round', () => {
  expect(found(SEEN.packs, { summary: {} })).toMatchObject([{ expected: 1, found: null }])
  const more = { entropy: 1, constructor: 2 } as Record<string, number>
  expect(found(SEEN.packs, { summary: more })).toMatchObject([
    { what: 'constructor', expected: null, found: 2 },
  ])
})
