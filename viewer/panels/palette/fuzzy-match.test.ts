import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzyMatch } from './fuzzy-match.ts'

const scoreOf = (wish: string, text: string) => fuzzyMatch(wish, text)?.score ?? 0

test('the letters of each word are found in their order, in any case', () => {
  expect(fuzzyMatch('GLI', 'A glider')?.marks).toEqual([2, 3, 4])
  expect(fuzzyMatch('glidr', 'A glider')?.marks).toEqual([2, 3, 4, 5, 7])
  expect(fuzzyMatch('gld', 'Dog let')).toBeUndefined()
  expect(fuzzyMatch('life 3d', 'Life in 3D')?.marks).toEqual([0, 1, 2, 3, 8, 9])
  expect(fuzzyMatch('life 4d', 'Life in 3D')).toBeUndefined()
})

test('of two ways to find a word the better is taken', () => {
  expect(fuzzyMatch('st', 'Last step')?.marks).toEqual([5, 6])
  expect(fuzzyMatch('ot', 'Boot: One tick')?.marks).toEqual([6, 10])
})

test('the beginning of a text is better than that of a word, and that better than its middle', () => {
  expect(scoreOf('step', 'Step back')).toBeGreaterThan(scoreOf('step', 'One step'))
  expect(scoreOf('step', 'One step')).toBeGreaterThan(scoreOf('step', 'Footstep'))
  expect(scoreOf('step', 'Footstep')).toBeGreaterThan(scoreOf('step', 'Forest keep'))
})

test('a blank wish fits every text, and none fits an empty one', () => {
  expect(fuzzyMatch('  ', 'Any')).toEqual({ score: 0, marks: [] })
  expect(fuzzyMatch('a', '')).toBeUndefined()
})

test('whatever is wished of whatever text, the marks spell the wish and lie in the text', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '-', 'İ', '😀') })
  fc.assert(
    fc.property(fc.oneof(small, fc.string()), fc.oneof(small, fc.string()), (wish, text) => {
      const word = wish.replaceAll(/\s/g, '').slice(0, 64)
      const match = fuzzyMatch(word, text)
      const isThere = isSubsequence(lower(word), lower(text.slice(0, 256)))
      expect(match !== undefined).toBe(isThere)
      if (match === undefined) return
      expect(match.marks.map((at) => text[at]!.toLowerCase())).toEqual(lower(word))
      expect(match.marks.every((at, nth, all) => nth === 0 || at > all[nth - 1]!)).toBe(true)
    }),
  )
})

test('a wish and a text of any length take little', () => {
  expect(fuzzyMatch('a'.repeat(1e6), 'a'.repeat(1e6))?.marks).toHaveLength(64)
})

function lower(text: string): string[] {
  return Array.from({ length: text.length }, (_, at) => text[at]!.toLowerCase())
}

function isSubsequence(few: readonly string[], many: readonly string[]): boolean {
  let found = 0
  for (const each of many) if (each === few[found]) found++
  return found >= few.length
}
