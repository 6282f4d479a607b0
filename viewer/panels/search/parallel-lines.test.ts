import { expect, test } from 'vitest'
import { parseDocument } from '../../../engine/scenario/parse-document.ts'
import type { StudyFacts, TrialRow } from '../../../engine/worker/search-api.ts'
import { findLine, listAxes, MAX_BEHIND, pickTrials, spreadLines } from './parallel-lines.ts'

const FACTS = parseDocument(`
objectives: [{ name: error, direction: minimize }, { name: speed, direction: maximize }]
parameters:
  - { name: width, type: int, low: 2, high: 10 }
  - { name: rate, type: float, low: 0.001, high: 0.1, log: true }
  - { name: head, type: categorical, choices: [mlp, k-gam, tree] }
`) as Pick<StudyFacts, 'objectives' | 'parameters'>

const row = (number: number, more: Partial<TrialRow>): TrialRow => ({
  ...{ number, params: {}, reports: [], measured: {}, seconds: undefined, isFeasible: true },
  ...{ state: 'complete', ...more },
})

const TRIALS = [
  row(0, { values: [1, 5], params: { width: 2, rate: 0.01, head: 'tree' } }),
  row(1, { values: [3, 9], params: { width: 10, head: 'k-gam' } }),
  row(2, { values: [2, 5], params: { width: 6, rate: 0.1, head: 'mlp' } }),
]

test('what is better is above, parameters are from end to end on their own scale, and the important come first', () => {
  const importance = ['head', 'width'].map((name) => ({ name, share: 0.5, explained: 0.5 }))
  const axes = listAxes(FACTS, { importance }, TRIALS, 9)
  expect(axes.map(({ name }) => name)).toEqual(['error', 'speed', 'head', 'width', 'rate'])
  const placesOf = (name: string) => {
    const axis = axes.find((each) => each.name === name)!
    return TRIALS.map((trial) => axis.placeOf(trial))
  }
  expect(placesOf('error')).toEqual([1, 0, 0.5])
  expect(placesOf('speed')).toEqual([0, 1, 0])
  expect(placesOf('width')).toEqual([0, 1, 0.5])
  expect(placesOf('head')).toEqual([1, 0.5, 0])
  expect(placesOf('rate')).toEqual([expect.closeTo(0.5), undefined, 1])
  expect(axes[0]!.ends).toEqual([3, 1])
  expect(listAxes(FACTS, undefined, TRIALS, 3).map(({ name }) => name)).toEqual([
    'error',
    'speed',
    'width',
  ])
})

test('lines at one of few values lie apart, the better above, and never reach another value', () => {
  const axes = [{ kind: 'objective' }, { kind: 'parameter' }, { kind: 'parameter' }] as const
  const heights = (trial: number) => [((trial * 7) % 20) / 20, trial % 2, trial / 19]
  const lines = Array.from({ length: 20 }, (_, trial) => ({
    ...{ trial, isFront: false, heights: heights(trial) },
  }))
  const spread = spreadLines(axes, lines)
  for (const line of spread) {
    const [first, bit, many] = heights(line.trial)
    expect([line.heights[0], line.heights[2]]).toEqual([first, many])
    expect(Math.abs(line.heights[1]! - bit!)).toBeLessThan(0.17)
    for (const other of spread) {
      if (other.trial % 2 !== bit || other === line) continue
      expect(line.heights[1]! > other.heights[1]!).toBe(first! > other.heights[0]!)
    }
  }
})

test('a line is found between two axes by its height there, and none where it has no value', () => {
  const lines = [
    { trial: 0, isFront: false, heights: [0, 1, undefined] },
    { trial: 1, isFront: true, heights: [1, 0, 0.2] },
  ]
  expect(findLine(lines, 0.25, 0.3, 0.1)?.trial).toBe(0)
  expect(findLine(lines, 0.25, 0.7, 0.1)?.trial).toBe(1)
  expect(findLine(lines, 0.25, 0.5, 0.1)).toBeUndefined()
  expect(findLine(lines, 1.5, 0.9, 1)?.trial).toBe(1)
  expect(findLine(lines, 2, 0.2, 0.1)?.trial).toBe(1)
})

test('of a long study the front is drawn whole, with the newest of the others', () => {
  const trials = Array.from({ length: MAX_BEHIND + 50 }, (_, i) =>
    row(i, { values: [i, i], isFeasible: i !== 7 }),
  )
  const { shown, left } = pickTrials(trials, [0, 1])
  expect(shown.slice(-2).map(({ number }) => number)).toEqual([0, 1])
  expect(shown).toHaveLength(MAX_BEHIND + 2)
  expect(left).toBe(trials.length - 3 - MAX_BEHIND)
})
