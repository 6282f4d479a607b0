import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRule } from './parse-rule.ts'

test('the number of numbers in an offset says how many dimensions the rule has', () => {
  expect(parseRule('1/1/2/@1;-1').rule.dimensions).toBe(1)
  expect(parseRule('1/1/2/@1,2').rule.dimensions).toBe(2)
  expect(parseRule('1/1/2/@1,2,3').rule.dimensions).toBe(3)
})

test('a list with a name comes out as the rule of that name, in every order', () => {
  const six = ['1,0,0', '-1,0,0', '0,1,0', '0,-1,0', '0,0,1', '0,0,-1']
  fc.assert(
    fc.property(fc.shuffledSubarray(six, { minLength: 6 }), (order) => {
      expect(parseRule(`1,3/2/5/@${order.join(';')}`).rule).toEqual(parseRule('1,3/2/5/N').rule)
    }),
  )
  const eight = '-1,-1;0,-1;1,-1;-1,0;1,0;-1,1;0,1;1,1'
  expect(parseRule(`2-3/3/2/@${eight}`).rule.canonical).toBe('B3/S23')
})

test('the canonical form reads back as the same rule', () => {
  const offset = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -64, max: 64 })))
  const offsets = fc
    .uniqueArray(offset, { minLength: 1, maxLength: 20, selector: (o) => o.join() })
    .filter((list) => list.every((o) => o.some((d) => d !== 0)))
  fc.assert(
    fc.property(offsets, fc.integer({ min: 2, max: 256 }), (list, states) => {
      const { rule } = parseRule(`1/1/${states}/@${list.map((o) => o.join()).join(';')}`)
      expect(parseRule(rule.canonical).rule).toEqual(rule)
    }),
  )
})

test.each([
  ['1/1/2/@', 7],
  ['1/1/2/@0,0', 7],
  ['1/1/2/@1,0;1,0', 11],
  ['1/1/2/@1,0;1', 11],
  ['1/1/2/@1,0,0,0', 12],
  ['1/1/2/@65', 7],
  ['3/1/2/@1;-1', 0],
  ['1/1/1/@1;-1', 4],
  ['1/1/2/@1;;2', 9],
])('%s is blamed at position %i', (notation, position) => {
  expect(() => parseRule(notation)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ position }) }),
  )
})
