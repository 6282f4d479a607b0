import { expect, test } from 'vitest'
import { AUTOMATON_STUDY, commandStudy } from '../testing/study-documents.ts'
import { compileStudy } from './compile-study.ts'
import { ruleOfTrial } from './rule-of-trial.ts'

const compile = (document: unknown) => compileStudy(document, { allowsCommands: true })
const { set } = AUTOMATON_STUDY.objective
const objective = { ...AUTOMATON_STUDY.objective, set: { density: set.density }, rule: 'B36/S23' }
const FIXED = { ...AUTOMATON_STUDY, space: AUTOMATON_STUDY.space.slice(0, 1), objective }

test.each([
  ['a template with the values of the trial', AUTOMATON_STUDY, { states: 4 }, '23/3/4'],
  ['a template with what stands where a parameter does not exist', AUTOMATON_STUDY, {}, '23/3/2'],
  ['the scenario', FIXED, { density: 100 }, 'B36/S23'],
  ['nowhere, where a program is run', commandStudy(['true']), { x: 0 }, undefined],
])('the rule of a trial is out of %s', (_, document, params, rule) => {
  expect(ruleOfTrial(compile(document), { density: 100, ...params })).toBe(rule)
})
