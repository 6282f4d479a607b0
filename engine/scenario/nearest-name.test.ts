import fc from 'fast-check'
import { expect, test } from 'vitest'
import { threadTimeMs } from '../testing/thread-time.ts'
import { askForName, findNearestName } from './nearest-name.ts'

test.each([
  ['budgets', 'budget'],
  ['maximise', 'maximize'],
  ['lo', 'low'],
  ['desnity', 'density'],
  ['Density', 'density'],
  ['activity.ration', 'activity.ratio'],
])('%s is taken for %s', (word, name) => {
  expect(findNearestName(word, ['step', name, 'topology'])).toBe(name)
})

test('a word that is like none is taken for none', () => {
  expect(findNearestName('rule', ['density', 'size'])).toBeUndefined()
  expect(findNearestName('', ['a'])).toBeUndefined()
  expect(askForName('rule', ['density'])).toBe('')
  expect(askForName(12, ['13'])).toBe('')
  expect(askForName('sise', ['size'])).toBe('; did you mean size?')
})

test('two letters side by side that are swapped are one edit, wherever they stand', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 3 }), (letters) => {
      for (let i = 0; i + 1 < letters.length; i++) {
        const swapped = letters.with(i, letters[i + 1]!).with(i + 1, letters[i]!)
        expect(findNearestName(swapped.join(''), [letters.join('')])).toBe(letters.join(''))
      }
    }),
  )
})

test('long words and many names take no time', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `${'n'.repeat(50)}${i}`)
  const start = threadTimeMs()
  findNearestName('n'.repeat(64), names)
  findNearestName('n'.repeat(1_000_000), names)
  expect(threadTimeMs() - start).toBeLessThan(2000)
})
