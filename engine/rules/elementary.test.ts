import { describe, expect, test } from 'vitest'
import { parseRule } from './parse-rule.ts'

describe.each(Array.from({ length: 256 }, (_, code) => code))('W%i', (code) => {
  test('is its own canonical form and says its eight outcomes', () => {
    const { rule } = parseRule(`W${code}`)
    expect(rule.canonical).toBe(`W${code}`)
    expect(rule.dimensions).toBe(1)
    if (rule.transition.kind !== 'configuration') throw new Error('not by configuration')
    const spelled = [...rule.transition.live].reverse().join('')
    expect(Number.parseInt(spelled, 2)).toBe(code)
  })
})

test('code 777 of three colors has the digits of 777 in base 3', () => {
  const { rule } = parseRule('code777k3r1')
  expect(rule.states).toBe(3)
  // 777 = 1001210 in base 3, the last digit for sum 0.
  expect(rule.transition).toEqual({
    kind: 'totalistic',
    next: Uint8Array.of(0, 1, 2, 1, 0, 0, 1),
  })
})

test('a wider totalistic code reaches as far as its radius', () => {
  const { rule } = parseRule('code20k2r2')
  expect(rule.neighborhood).toEqual({ kind: 'segment', radiusCells: 2 })
  // 20 = 010100: alive for sums 2 and 4.
  expect(rule.transition).toEqual({
    kind: 'totalistic',
    next: Uint8Array.of(0, 0, 1, 0, 1, 0),
  })
})

test('two colors and radius one is an elementary rule', () => {
  // Code 10 is 1010: alive for sums 1 and 3, the parity of three cells.
  expect(parseRule('code10k2r1').rule).toEqual(parseRule('W150').rule)
})
