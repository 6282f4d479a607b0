import { expect, test } from 'vitest'
import { parseDocument } from './parse-document.ts'

/** So many levels of lists of ten, each of the level before. */
const bombOf = (levels: number) => {
  const level = (i: number) =>
    `a${i}: &a${i} [${Array(9)
      .fill(`*a${i - 1}`)
      .join(',')}]\n`
  return `a0: &a0 [${Array(9).fill('x').join(',')}]\n${Array.from({ length: levels }, (_, i) => level(i + 1)).join('')}`
}

test('anchors may repeat what is there, and not make endless what is short', () => {
  expect(parseDocument(bombOf(3))).toMatchObject({ a0: Array(9).fill('x') })
  expect(() => parseDocument(bombOf(9))).toThrow(/with its aliases written out it has more/)
})

test('long texts and lists of themselves are no way around that', () => {
  const long = `a: &a ${'x'.repeat(2 ** 20)}\nb: [${new Array(9).fill('*a').join(', ')}]`
  expect(() => parseDocument(long)).toThrow(/with its aliases written out it has more/)
  expect(() => parseDocument('a: &a [*a]')).toThrow(/with its aliases written out it has more/)
})
