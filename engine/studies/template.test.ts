import fc from 'fast-check'
import { expect, test } from 'vitest'
import { threadTimeMs } from '../testing/thread-time.ts'
import { fillTemplate, findTemplateFault, listTemplateNames, namesIn } from './template.ts'

const PARAMS = { density: 64, low: 2, high: 3, flag: false, kind: 'M', b10: 1, b2: true, b3: 0 }
const NAMES = listTemplateNames([...Object.keys(PARAMS), 'absent'])

test.each([
  ['{density}', 64],
  ['{flag}', false],
  ['{kind}', 'M'],
  ['S{low}..{high}', 'S2..3'],
  ['{low}-{high}/{b*,}/2/{kind}', '2-3/2,10/2/M'],
  ['B{b*}', 'B210'],
  ['{absent}', undefined],
  ['{absent|7}', 7],
  ['{absent|M}', 'M'],
  ['C{absent|2}', 'C2'],
  ['C{absent}', undefined],
  ['{{low}}', '{low}'],
  ['{{{low}}}', '{2}'],
  [
    ['{low}', 4, ['{kind}']],
    [2, 4, ['M']],
  ],
  [{ x: '{low}' }, { x: 2 }],
  [[{ x: '{absent}' }], undefined],
  [5, 5],
])('%j is filled as %j', (template, value) => {
  expect(findTemplateFault(template, NAMES)).toBeUndefined()
  expect(fillTemplate(template, PARAMS)).toEqual(value)
})

test.each([
  ['{nothing}', /names nothing, which is no parameter/],
  ['{c*,}', /no parameter that is called c with a number/],
  ['{low', /a brace alone/],
  ['low}', /a brace alone/],
  ['{}', /a brace alone/],
])('%j is none', (template, problem) => {
  expect(findTemplateFault(template, NAMES)).toMatch(problem)
})

test('what a template names are the parameters that change it', () => {
  expect(namesIn(['{low}..{high|2}', { a: '{b*,}' }, '{{kind}}'], NAMES)).toEqual([
    ...['low', 'high'],
    ...['b10', 'b2', 'b3'],
  ])
})

test('any text without a brace is itself, and any other one ends quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      if (!/[{}]/.test(text)) expect(fillTemplate(text, PARAMS)).toBe(text)
      else if (findTemplateFault(text, NAMES) === undefined) fillTemplate(text, PARAMS)
    }),
  )
  const startedAtMs = threadTimeMs()
  for (const text of [
    '{'.repeat(10_000),
    '{a'.repeat(5000),
    '{a|'.repeat(3000),
    '{a*'.repeat(3000),
  ]) {
    findTemplateFault(text, NAMES)
  }
  expect(threadTimeMs() - startedAtMs).toBeLessThan(1000)
})
