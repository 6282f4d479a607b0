import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateBits } from '../testing/evaluate-bits.ts'
import { BitGraph, type BitId, countOperations, usedNodes } from './bit-graph.ts'

/** Words in which all combinations of three bits occur. */
const WORDS = new Map([
  ['a', 0b11110000],
  ['b', 0b11001100],
  ['c', 0b10101010],
])

/** Every node that three inputs and the constants make in two steps, with what it should be. */
function listNodes(graph: BitGraph): (readonly [BitId, number])[] {
  const first: (readonly [BitId, number])[] = [
    [graph.zero, 0],
    [graph.ones, -1],
    ...[...WORDS].map(([name, word]): [BitId, number] => [graph.input(name), word]),
  ]
  const negated = first.map(([id, word]): [BitId, number] => [graph.not(id), ~word])
  const some = [...first, ...negated]
  const pairs = some.flatMap(([a, x]) =>
    some.flatMap(([b, y]): (readonly [BitId, number])[] => [
      [graph.and(a, b), x & y],
      [graph.or(a, b), x | y],
      [graph.xor(a, b), x ^ y],
    ]),
  )
  return [...some, ...pairs, ...pairs.map(([id, word]): [BitId, number] => [graph.not(id), ~word])]
}

test('every operation on any two nodes is what its name says, however it is simplified', () => {
  const graph = new BitGraph()
  const nodes = listNodes(graph)
  const found = evaluateBits(
    graph,
    nodes.map(([id]) => id),
    WORDS,
  )
  expect(found).toEqual(nodes.map(([, word]) => word))
})

test('a choice takes one or the other, bit by bit', () => {
  const graph = new BitGraph()
  const nodes = [...new Map(listNodes(graph)).entries()].slice(0, 24)
  const chosen: BitId[] = []
  const expected: number[] = []
  for (const [condition, c] of nodes) {
    for (const [then, t] of nodes) {
      for (const [otherwise, e] of nodes) {
        chosen.push(graph.choose(condition, then, otherwise))
        expected.push((c & t) | (~c & e))
      }
    }
  }
  expect(evaluateBits(graph, chosen, WORDS)).toEqual(expected)
})

test('equal operations are one node, whatever the order of what they use', () => {
  const graph = new BitGraph()
  const [a, b] = [graph.input('a'), graph.input('b')]
  expect(graph.and(a, b)).toBe(graph.and(b, a))
  expect(graph.xor(graph.not(a), b)).toBe(graph.not(graph.xor(b, a)))
  expect(graph.not(graph.not(a))).toBe(a)
  expect(graph.input('a')).toBe(a)
})

test('used nodes come after what they use, and nothing else is among them', () =>
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (i, j) => {
      const graph = new BitGraph()
      const nodes = listNodes(graph)
      const outcomes = [nodes[i % nodes.length]![0], nodes[j % nodes.length]![0]]
      const used = usedNodes(graph, outcomes)
      const before = new Set<BitId>()
      const users = new Set<BitId>(outcomes)
      for (const id of used) {
        const node = graph.nodes[id]!
        const inputs = node.op === 'not' ? [node.of] : 'left' in node ? [node.left, node.right] : []
        for (const input of inputs) {
          expect(before.has(input)).toBe(true)
          users.add(input)
        }
        before.add(id)
      }
      expect(before).toEqual(users)
      expect(countOperations(graph, outcomes)).toBeLessThanOrEqual(used.length)
    }),
  ))
