import { expect, test } from 'vitest'
import { ScenarioSyntaxError } from '../scenario/errors.ts'
import { parseStudy } from './compile-study.ts'
import { StudyInvalidError } from './errors.ts'

const SOUND = `version: 1
name: How full
space:
  - { name: density, type: int, low: 8, high: 248 }
  - { name: states, type: int, low: 2, high: 6 }
objectives:
  - { name: activity, direction: maximize }
  - { name: cells, direction: minimize }
constraints:
  - { name: disorder, atMost: 0.45 }
budget: { trials: 4 }
seed: 1
objective:
  kind: automaton
  size: [16, 16]
  ticks: 10
  probes: [5, 10]
  set:
    density: "{density}"
    rule: "23/3/{states}"
  values:
    activity: activity.ratio
    cells: population
    disorder: entropy.normalized
`

/** What is said of the study where some of its words are others: each fault on a line. */
function faultsWhere(edits: Readonly<Record<string, string>>): readonly string[] {
  let text = SOUND
  for (const [from, to] of Object.entries(edits)) {
    expect(text).toContain(from)
    text = text.replace(from, to)
  }
  return faultsOf(text)
}

function faultsOf(text: string): readonly string[] {
  try {
    parseStudy(text, { allowsCommands: false })
    return []
  } catch (error) {
    if (error instanceof ScenarioSyntaxError) return [error.message]
    if (!(error instanceof StudyInvalidError)) throw error
    return error.details.faults.map(({ field, problem }) => `${field} ${problem}`)
  }
}

test('the study that others are made of is sound', () => {
  expect(faultsWhere({})).toEqual([])
})

test.each([
  [
    'budget:',
    'budgets: 1\nbudget:',
    'budgets is not a key this version knows; did you mean budget?',
  ],
  [
    'maximize',
    'maximise',
    'objectives[0].direction needs minimize or maximize; did you mean maximize?',
  ],
  ['trials: 4', 'trials: many', 'budget.trials needs a whole number'],
  ['trials: 4', 'trials: 0', 'budget.trials needs a number of at least 1'],
  ['trials: 4', 'trials: 1e11', 'budget.trials needs a number of at most 100000'],
  ['low: 8, high: 248', 'low: 248, high: 8', 'space[0].high it is below low, 248'],
  ['low: 2, high: 6', 'low: 2, high: .inf', 'space[1].high needs a finite number'],
  ['0.45', '.nan', 'constraints[0].atMost needs a finite number'],
  ['atMost: 0.45', '', 'constraints[0] needs atMost or atLeast'],
  ['int, low: 2, high: 6', 'categorical, choices: [2, 3, 2]', 'space[1].choices 2 is there twice'],
  ['type: int', 'type: integer', 'space[0].type needs float or int or categorical'],
  [
    'activity.ratio',
    'activity.ration',
    'objective.values.activity is no number of a metric (docs/metrics.md lists them); did you mean activity.ratio?',
  ],
  [
    'activity.ratio',
    '{ of: activity.ratio, when: mea }',
    'objective.values.activity.when needs last or mean or median or min or max; did you mean mean?',
  ],
  [
    'kind: automaton',
    'kind: automata',
    'objective.kind needs automaton or command or training; did you mean automaton?',
  ],
  [
    'seed: 1',
    'sampler: motp',
    'sampler needs motpe or nsga2 or random or rose or sobol; did you mean motpe?',
  ],
  ['seed: 1', 'pruner: medium', 'pruner needs halving or median or none; did you mean median?'],
  [
    'ticks: 10',
    'ticks: 10\n  topology: tours',
    'objective.topology needs box or torus; did you mean torus?',
  ],
  ['probes: [5, 10]', 'probes: [5, 11]', "objective.probes[1] lies beyond the study's 10 ticks"],
  ['name: How full', 'name: 12', 'name needs a text'],
  ['version: 1', 'version: 2', 'version needs 1'],
  [
    '    cells: population\n',
    '',
    'objective.values says nothing of "cells": what is measured for it?',
  ],
  [
    'cells: population',
    'cells: seconds',
    'objective.values.cells is never twice the same: its objective needs measured: true',
  ],
])('where %j is %j, that is said and no more', (from, to, told) => {
  expect(faultsWhere({ [from]: to })).toEqual([told])
})

test('of names that fit nothing it is asked what was meant', () => {
  expect(faultsWhere({ '    cells: population': '    cels: population' })).toEqual([
    'objective.values says nothing of "cells": what is measured for it?',
    'objective.values.cels is no objective and no constraint; did you mean cells?',
  ])
  expect(faultsWhere({ '"{density}"': '"{densty}"' })).toContain(
    'objective.set.density names densty, which is no parameter; did you mean density?',
  )
  expect(faultsWhere({ 'activity.ratio': 'block-entropy.99' })[0]).toMatch(
    /^objective\.values\.activity block-entropy takes no "99"; there is block-entropy:1,/,
  )
})

test('faults of form and of meaning are told in one go, and none because of another', () => {
  const faults = faultsWhere({
    'trials: 4': 'trials: many',
    'low: 8, high: 248': 'low: 248, high: 8',
    'low: 2, high: 6': 'lo: 2, high: 6, if: { param: density, in: [3] }',
    'maximize }': 'maximise }',
    'name: disorder, atMost: 0.45': 'name: disorder',
    'seed: 1': 'sampler: motp',
    'ticks: 10\n': 'ticks: -1\n',
    'activity.ratio': 'activty.ratio',
    'cells: population': 'cells: { of: seconds, when: soon }',
  })
  expect(faults).toEqual([
    'space[1].low needs a whole number',
    'space[1].lo is not a key this version knows; did you mean low?',
    'objectives[0].direction needs minimize or maximize; did you mean maximize?',
    'budget.trials needs a whole number',
    'objective.ticks needs a number of at least 0',
    'objective.values.cells.when needs last or mean or median or min or max',
    'space[0].high it is below low, 248',
    'constraints[0] needs atMost or atLeast',
    'sampler needs motpe or nsga2 or random or rose or sobol; did you mean motpe?',
    'objective.values.activity is no number of a metric (docs/metrics.md lists them); did you mean activity.ratio?',
  ])
})

test('a text that is no document is said to be no study, and where', () => {
  expect(faultsOf('')).toEqual(['The study cannot be read: the input is empty.'])
  expect(faultsWhere({ 'trials: 4 }': 'trials: 4' })).toEqual([
    'The study cannot be read at line 12, column 1: this line begins too far left, or a bracket, brace or quote above it is not closed.',
  ])
  expect(faultsWhere({ 'budget:': 'name: again\nbudget:' })).toEqual([
    'The study cannot be read at line 11, column 1: this key is there already.',
  ])
  expect(faultsWhere({ '  - { name: density': '\t- { name: density' })).toEqual([
    'The study cannot be read at line 4, column 1: tab characters must not be used in indentation.',
  ])
  expect(faultsOf(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toEqual([
    'The study cannot be read at line 1, column 35: it nests more than 32 deep.',
  ])
})

const training = (space: object, objective: string) =>
  JSON.stringify({
    ...{ version: 1, name: 'heads', budget: { trials: 4 }, space: [space] },
    objectives: [{ name: objective, direction: 'minimize' }],
    objective: { kind: 'training', task: { name: 'tabular', count: 600 }, epochs: 2 },
  })

test('a parameter that no training has is named by its place, with what may have been meant', () => {
  const rate = { name: 'learnRate', type: 'float', low: 0.1, high: 0.3 }
  const faults = faultsOf(training(rate, 'eror'))
  expect(faults).toEqual([
    expect.stringMatching(/^objectives\[0\]\.name is none of error, .*; did you mean error\?$/),
    'space[0] a training has no such setting; did you mean learningRate?',
  ])
})
