import fc from 'fast-check'
import { expect, test } from 'vitest'
import { notationOf } from '../named-rules.ts'
import { parseRule } from '../parse-rule.ts'
import { listTransitions, replaceNext } from './table-lines.ts'

const FILE = `@RULE Toy
# 1,1,1 is no transition
@TABLE
n_states:3
neighborhood:vonNeumann
symmetries:rotate4
var a={0,1,2}
0,1,a,a,a, 2 # grows
1,a,a,a,a,0
2,0,0,0,0,1
@COLORS
1 255 0 0
`

test('the transitions of a text are listed, and nothing else of it', () => {
  const lines = listTransitions(FILE, 100)
  expect(lines.map(({ line, inputs, next }) => [line, inputs.join(''), next])).toEqual([
    [7, '01aaa', '2'],
    [8, '1aaaa', '0'],
    [9, '20000', '1'],
  ])
  expect(listTransitions(FILE, 1)).toHaveLength(1)
})

test('one is changed in place, its comment kept, and the file is another rule', () => {
  const [first, , last] = listTransitions(FILE, 100)
  expect(replaceNext(FILE, first!, 1)).toContain('0,1,a,a,a, 1 # grows')
  const changed = replaceNext(FILE, last!, 2)
  expect(changed).toContain('2,0,0,0,0,2')
  expect(parseRule(changed).rule.canonical).not.toBe(parseRule(FILE).rule.canonical)
})

test('states side by side are told apart, as far as the neighborhood goes', () => {
  const text = '@TABLE\nn_states:3\nneighborhood:vonNeumann\nsymmetries:none\n200001\n0001\n'
  const [only, ...others] = listTransitions(text, 10)
  expect(only).toEqual({ line: 4, inputs: ['2', '0', '0', '0', '0'], next: '1' })
  expect(others).toEqual([])
  expect(replaceNext(text, only!, 2)).toContain('200002')
})

test('of rules that are known by name every listed transition can be changed', () => {
  const text = notationOf('WireWorld')!
  for (const each of listTransitions(text, 1000)) {
    const changed = replaceNext(text, each, 1)
    expect(() => parseRule(changed)).not.toThrow()
    expect(listTransitions(changed, 1000).find(({ line }) => line === each.line)?.next).toBe('1')
  }
})

test('any text is listed without an end in sight', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const lines = listTransitions(`@TABLE\n${text}`, 50)
      expect(lines.length).toBeLessThanOrEqual(50)
      for (const each of lines) replaceNext(`@TABLE\n${text}`, each, 3)
    }),
  )
})
