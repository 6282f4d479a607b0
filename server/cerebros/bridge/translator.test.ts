/** Shapes of what crosses the bridge, both ways. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../../engine/json/json-value.ts'
import { anyValue } from '../../testing/any-input.ts'
import { BridgeError } from './errors.ts'
import { translateArgs, translateResult } from './translator.ts'

const SPACE = [
  { name: 'kind', type: 'categorical', choices: ['a', 'b'] },
  { name: 'width', type: 'int', low: 1, high: 9, if: { param: 'kind', in: ['b'] } },
]
const PROPOSE = { space: SPACE, directions: ['minimize'], seed: '1', count: 1 }
const EVALUATE = {
  ...{ study: 's', number: 0, params: { x: 1 }, seed: '0' },
  directions: ['minimize', 'maximize'],
}

function faultsOf(act: () => unknown): readonly string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof BridgeError) return [error.problem, ...error.details.faults]
    throw error
  }
  return []
}

test.each([
  ['nothing', {}, []],
  ['more', { more: 1 }, ['args', expect.stringMatching(/^it: .*more/)]],
])('describe takes %s', (_, args, faults) => {
  expect(faultsOf(() => translateArgs('describe', args))).toEqual(faults)
})

test.each([
  ['no operation', 'drop', {}, /^op: there is none/],
  ['no arguments', 'describe', undefined, /^args: /],
  ['a number that JSON has not', 'evaluate', { ...EVALUATE, number: Number.NaN }, /number/],
  ['what is undefined', 'evaluate', { ...EVALUATE, study: undefined }, /study/],
  ['a wrong direction', 'evaluate', { ...EVALUATE, directions: ['up'] }, /^directions\.0: /],
  ['a seed that is none', 'evaluate', { ...EVALUATE, seed: '01' }, /^seed: /],
  ['no space', 'propose', { ...PROPOSE, space: [] }, /^space: /],
  [
    'a space that is none',
    'propose',
    { ...PROPOSE, space: [{ name: 'x', type: 'float', low: 2, high: 1 }] },
    /^space: .*high.*below low/,
  ],
  ['too many wanted', 'propose', { ...PROPOSE, count: 257 }, /^count: /],
  ['too deep a value', 'describe', { a: nest(40) }, /^args: /],
])('%s is refused by its field', (_, op, args, fault) => {
  const [problem, first] = faultsOf(() => translateArgs(op, args))
  expect(problem).toBe('args')
  expect(first).toMatch(fault)
})

test.each([
  ['a proposal', [{ kind: 'a' }], []],
  ['a proposal with what exists under it', [{ kind: 'b', width: 9 }], []],
  ['none', [], ['proposals: there are 0, and 1 are wanted']],
  [
    'what does not exist there',
    [{ kind: 'a', width: 1 }],
    ['proposals.0.width: it does not exist here'],
  ],
  ['one without what exists there', [{ kind: 'b' }], ['proposals.0.width: it is missing']],
  ['a value outside', [{ kind: 'b', width: 10 }], ['proposals.0.width: it is outside its space']],
  [
    'a value of another type',
    [{ kind: 'b', width: '1' }],
    ['proposals.0.width: it is outside its space'],
  ],
  ['a stranger', [{ kind: 'a', x: 1 }], ['proposals.0.x: it is no parameter']],
  ['no list', {}, [expect.stringMatching(/^proposals: /)]],
])('an answer with %s', (_, proposals, faults) => {
  const asked = translateArgs('propose', PROPOSE)
  const found = faultsOf(() => translateResult(asked, { proposals } as never))
  expect(found).toEqual(faults.length === 0 ? [] : ['result', ...faults])
})

test('a trial has a value for each objective', () => {
  const asked = translateArgs('evaluate', EVALUATE)
  expect(translateResult(asked, { values: [1, 2] })).toEqual({ values: [1, 2], metrics: [] })
  expect(faultsOf(() => translateResult(asked, { values: [1] }))).toEqual([
    ...['result', 'values: there are 1, and 2 objectives'],
  ])
})

test('equal questions are equal texts, however they are written, and others are others', () => {
  const reversed = Object.fromEntries(Object.entries(EVALUATE).reverse())
  const text = translateArgs('evaluate', EVALUATE).text
  expect(translateArgs('evaluate', reversed).text).toBe(text)
  expect(translateArgs('evaluate', { ...EVALUATE, number: 1 }).text).not.toBe(text)
})

test('nobody can change an answer', () => {
  const asked = translateArgs('evaluate', EVALUATE)
  const result = translateResult(asked, { values: [1, 2] }) as { values: number[] }
  expect(() => result.values.push(3)).toThrow(TypeError)
})

test('any arguments and any result are translated or refused by name, both ways', () => {
  const asked = [
    translateArgs('describe', {}),
    translateArgs('propose', PROPOSE),
    translateArgs('evaluate', EVALUATE),
  ]
  const anyOp = fc.oneof(fc.constantFrom('describe', 'propose', 'evaluate'), fc.string())
  fc.assert(
    fc.property(anyOp, anyValue, (op, args) => {
      faultsOf(() => translateArgs(op, args))
    }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...asked), fc.jsonValue(), (each, result) => {
      faultsOf(() => translateResult(each, result as JsonValue))
    }),
  )
})

function nest(depth: number): unknown {
  return depth === 0 ? 0 : [nest(depth - 1)]
}
