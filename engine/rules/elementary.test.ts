import { describe, expect, test } from 'vitest'
import { parseRule } from './parse-rule.ts'
import { recognizeForm } from './program/recognize-form.ts'

describe.each(Array.from({ length: 256 }, (_, code) => code))('W%i', (code) => {
  test('is its own canonical form and says its eight outcomes', () => {
    const { rule } = parseRule(`W${code}`)
    expect(rule.canonical).toBe(`W${code}`)
    expect(rule.dimensions).toBe(1)
    const form = recognizeForm(rule.program)
    if (form.kind !== 'configuration' && form.kind !== 'counting') throw new Error('not by cells')
    for (let index = 0; index < 8; index++) {
      const [left, own, right] = [index >> 2, (index >> 1) & 1, index & 1]
      const row = form.rows[own]!
      const seen = form.kind === 'counting' ? left + right : 2 * left + right
      expect(typeof row === 'number' ? row : row[seen]).toBe((code >> index) & 1)
    }
  })
})

test('code 777 of three colors has the digits of 777 in base 3', () => {
  const { rule } = parseRule('code777k3r1')
  expect(rule.states).toBe(3)
  // 777 = 1001210 in base 3, the last digit for sum 0.
  expect(recognizeForm(rule.program)).toMatchObject({
    kind: 'totalistic',
    next: Uint8Array.of(0, 1, 2, 1, 0, 0, 1),
  })
})

test('a wider totalistic code reaches as far as its radius', () => {
  const { rule } = parseRule('code20k2r2')
  // 20 = 010100: alive for sums 2 and 4, so that a live cell wants one or three neighbors.
  expect(recognizeForm(rule.program)).toMatchObject({
    kind: 'counting',
    neighborhood: { kind: 'segment', radiusCells: 2 },
    rows: [Uint8Array.of(0, 0, 1, 0, 1), Uint8Array.of(0, 1, 0, 1, 0)],
  })
})

test('two colors and radius one is an elementary rule', () => {
  // Code 10 is 1010: alive for sums 1 and 3, the parity of three cells.
  expect(parseRule('code10k2r1').rule).toEqual(parseRule('W150').rule)
})
