import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseSpanPhase, splitSpan } from './row-spans.ts'

const anySpan = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.nat(60))
  .map(([from, rows]) => ({ from, to: from + rows }))

test('the parts of a span are its rows, each once and in order', () => {
  fc.assert(
    fc.property(anySpan, fc.nat(7), (span, phase) => {
      const rows = splitSpan(span, phase).flatMap(({ from, size }) =>
        Array.from({ length: size }, (_, i) => from + i),
      )
      const expected = Array.from({ length: span.to - span.from + 1 }, (_, i) => span.from + i)
      expect(rows).toEqual(expected)
    }),
  )
})

test('parts are paired from the phase on, so that spans share them', () => {
  fc.assert(
    fc.property(anySpan, fc.nat(7), (span, phase) => {
      for (const { from, size } of splitSpan(span, phase)) {
        expect(Math.log2(size) % 1).toBe(0)
        expect(Math.abs((from - phase) % size)).toBe(0)
      }
    }),
  )
})

test('four spans of three rows each take six additions', () => {
  const spans = [-1, 0, 1, 2].map((from) => ({ from, to: from + 2 }))
  const phase = chooseSpanPhase(spans)
  const parts = new Set<string>()
  let additions = 0
  for (const span of spans) {
    const split = splitSpan(span, phase)
    additions += split.length - 1
    for (const { from, size } of split) if (size > 1) parts.add(`${from}+${size}`)
  }
  expect(additions + parts.size).toBe(6)
})
