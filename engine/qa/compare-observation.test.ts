import { expect, test } from 'vitest'
import type { Observation } from './baseline.ts'
import { compareObservation } from './compare-observation.ts'

const SEEN: Observation = {
  ...{ identity: { rule: '00' }, packs: { 'heat@1.0.0': 'aa' }, ticks: 4, digest: 'marks' },
  ...{ probes: [], marks: [], summary: { entropy: 1 } },
}

const found = (packs: Record<string, string>, more: Partial<Observation> = {}) =>
  compareObservation(SEEN, { ...SEEN, packs, ...more }, { bands: {}, limits: [], isExact: false })

test('a pack that changes within a version is a breach, also where the scenario may change', () => {
  expect(found({ 'heat@1.0.0': 'bb' })).toMatchObject([{ kind: 'packs', what: 'heat@1.0.0' }])
  expect(found({ 'heat@1.1.0': 'bb' }, { identity: { rule: '11' } })).toEqual([])
  expect(found({})).toEqual([])
})

test('a part that has changed is told in words where they are known, else by its hashes', () => {
  const terms = { bands: {}, limits: [], isExact: true }
  const before = { ...SEEN, parts: { rule: 'B3/S23' } }
  const judge = (expected: Observation, parts: Record<string, string>) =>
    compareObservation(expected, { ...SEEN, identity: { rule: '11' }, parts }, terms)
  const rule = { kind: 'identity', what: 'rule' }
  expect(judge(before, { rule: 'B36/S23' })).toMatchObject([
    { ...rule, expected: 'B3/S23', found: 'B36/S23' },
  ])
  // A baseline of before there were words, and a rule that is called the same.
  expect(judge(SEEN, { rule: 'B36/S23' })).toMatchObject([
    { ...rule, expected: '00', found: 'B36/S23' },
  ])
  expect(judge(before, before.parts)).toMatchObject([{ ...rule, expected: '00', found: '11' }])
  const other = { ...SEEN, parts: { rule: 'anything' } }
  expect(compareObservation(before, other, terms)).toEqual([])
})

test('a baseline without its marks, or with marks elsewhere, is of another plan', () => {
  const marks = [0, 2, 4].map((tick) => ({ tick, digest: '0123456789abcdef' }))
  const terms = { bands: {}, limits: [], isExact: true }
  const judge = (kept: typeof marks) =>
    compareObservation({ ...SEEN, marks: kept }, { ...SEEN, marks }, terms)
  expect(judge(marks)).toEqual([])
  const moved = marks.map((mark) => ({ ...mark, tick: mark.tick + 1 }))
  for (const kept of [[], marks.slice(0, 1), moved]) {
    expect(judge(kept)).toMatchObject([{ kind: 'plan', what: 'marks', found: '0, 2, 4' }])
  }
})

test('a metric that was a number once and is none now is a breach, and so the other way round', () => {
  expect(found(SEEN.packs, { summary: {} })).toMatchObject([{ expected: 1, found: null }])
  const more = { entropy: 1, constructor: 2 } as Record<string, number>
  expect(found(SEEN.packs, { summary: more })).toMatchObject([
    { what: 'constructor', expected: null, found: 2 },
  ])
})

test('limits to a metric that is nowhere are a breach, and to one that is somewhere none', () => {
  const band = { kind: 'limits', min: undefined, max: 2 } as const
  const terms = {
    bands: { period: band, entropy: band },
    limits: ['period', 'entropy'],
    isExact: false,
  }
  expect(compareObservation(SEEN, SEEN, terms)).toMatchObject([
    { kind: 'metric', what: 'period', found: null, band: 'at most 2' },
  ])
})
