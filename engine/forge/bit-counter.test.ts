import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateBits } from '../testing/evaluate-bits.ts'
import { addNumbers, type BitNumber, countOnes } from './bit-counter.ts'
import { BitGraph, countOperations } from './bit-graph.ts'

const anyWord = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

const bitOf = (word: number, bit: number) => (word >>> bit) & 1

/** The number that lies at one bit of a number's words. */
const readNumber = (words: readonly number[], bit: number) =>
  words.reduce((number, word, weight) => number + bitOf(word, bit) * 2 ** weight, 0)

function namedInputs(graph: BitGraph, words: readonly number[]) {
  const ids = words.map((_, i) => graph.input(`${i}`))
  return { ids, values: new Map(words.map((word, i) => [`${i}`, word])) }
}

test('at every bit, as many words are 1 as are counted', () =>
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 40 }), (words) => {
      const graph = new BitGraph()
      const { ids, values } = namedInputs(graph, words)
      const sum = evaluateBits(graph, countOnes(graph, ids), values)
      for (let bit = 0; bit < 32; bit++) {
        const count = words.filter((word) => bitOf(word, bit) === 1).length
        expect(readNumber(sum, bit)).toBe(count)
      }
    }),
  ))

test('numbers of any widths are added up', () =>
  fc.assert(
    fc.property(fc.array(fc.array(anyWord, { maxLength: 5 }), { maxLength: 12 }), (numbers) => {
      const graph = new BitGraph()
      const { ids, values } = namedInputs(graph, numbers.flat())
      let at = 0
      const summands: BitNumber[] = numbers.map((words) => words.map(() => ids[at++]!))
      const sum = evaluateBits(graph, addNumbers(graph, summands), values)
      for (let bit = 0; bit < 32; bit++) {
        const expected = numbers.reduce((total, words) => total + readNumber(words, bit), 0)
        expect(readNumber(sum, bit)).toBe(expected)
      }
    }),
  ))

test('a full adder takes five operations, so counting n bits takes fewer than 5n', () => {
  for (let n = 1; n <= 64; n++) {
    const graph = new BitGraph()
    const { ids } = namedInputs(graph, new Array<number>(n).fill(0))
    expect(countOperations(graph, countOnes(graph, ids))).toBeLessThan(5 * n)
  }
})
