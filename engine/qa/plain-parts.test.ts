import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileDocument } from '../scenario/compile-scenario.ts'
import { describeParts, MAX_PART_CHARACTERS, tellApart } from './plain-parts.ts'

const noFile = () => Promise.reject(new Error('no file is read'))

test('a run is told by its rule, size, topology and seed', async () => {
  const document = { version: 1, name: 'x', rule: 'life', world: { size: [16, 8] }, seed: '5' }
  expect(describeParts(await compileDocument(document, noFile))).toEqual({
    ...{ rule: 'B3/S23', size: '16x8', topology: 'torus', seed: '5' },
  })
})

test('what is shown of two texts differs, is one line, bounded, and taken from where they part', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(anyText, anyText, anyText, (head, a, b) => {
      const plain = (text: string) =>
        text
          .replaceAll(/[\s\p{Cc}]+/gu, ' ')
          .trim()
          .toWellFormed()
      const [wanted, own] = [plain(head + a), plain(head + b)]
      const told = tellApart(head + a, head + b)
      if (wanted === own) {
        expect(told).toBeUndefined()
        return
      }
      for (const text of told!) {
        expect(text.length).toBeLessThanOrEqual(102)
        expect(text).not.toMatch(/[\n\r\p{Cc}]/u)
      }
      expect(told![0]).not.toBe(told![1])
      if (wanted.length <= 100 && own.length <= 100) {
        expect(told).toEqual([wanted, own])
      }
    }),
  )
})

test('a rule that is a long function is kept in part, in one line', async () => {
  const lines = Array.from({ length: 200 }, (_, i) => `  if (state === ${i}) return 0`)
  const rule = `rule({ states: 256 }, (state, neighbors) => {\n${lines.join('\n')}\n  return state\n})`
  const document = { version: 1, name: 'x', rule, world: { size: [8, 8] } }
  const parts = describeParts(await compileDocument(document, noFile))
  expect(parts.rule!.length).toBeLessThanOrEqual(MAX_PART_CHARACTERS)
  expect(parts.rule).not.toContain('\n')
})
