import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitGraph, type BitId } from '../../../forge/bit-graph.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { evaluateBits } from '../../../testing/evaluate-bits.ts'
import { countInstructions, writeLogic } from './logic-writer.ts'

const INPUTS = ['a', 'b', 'c', 'd', 'e']

interface Step {
  readonly op: 'and' | 'or' | 'xor' | 'not'
  readonly left: number
  readonly right: number
}

const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    op: fc.constantFrom('and' as const, 'or' as const, 'xor' as const, 'not' as const),
    left: fc.nat(),
    right: fc.nat(),
  }),
  { maxLength: 40 },
)

/** A graph made of steps; every step's node is an outcome. */
function buildGraph(steps: readonly Step[]): { graph: BitGraph; nodes: readonly BitId[] } {
  const graph = new BitGraph()
  const nodes = [...INPUTS.map((name) => graph.input(name)), graph.zero, graph.ones]
  for (const { op, left, right } of steps) {
    const [a, b] = [nodes[left % nodes.length]!, nodes[right % nodes.length]!]
    nodes.push(op === 'not' ? graph.not(a) : graph[op](a, b))
  }
  return { graph, nodes }
}

/** What the code of a graph makes of words: inputs lie from 0 on, outcomes from 1024 on. */
function runCode(graph: BitGraph, nodes: readonly BitId[], words: readonly number[]): number[] {
  const module = new ModuleBuilder()
  module.memory({ minPages: 1 }, 'memory')
  module.function({ export: 'run' }, (f) =>
    writeLogic(
      f,
      graph,
      (name) => v128.load(16 * INPUTS.indexOf(name)),
      nodes.map((bit, i) => ({
        bit,
        use: (value) => f.do(v128.store(1024, value, 16 * i)),
      })),
    ),
  )
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()))
  const { memory, run } = exports as { memory: WebAssembly.Memory; run: () => void }
  const view = new Int32Array(memory.buffer)
  for (const [i, word] of words.entries()) view[4 * i + 3] = word
  run()
  return nodes.map((_, i) => view[256 + 4 * i + 3]!)
}

test('code computes what the graph says, whatever is shared and negated in it', () => {
  const anyWords = fc.array(fc.integer(), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(anySteps, anyWords, (steps, words) => {
      const { graph, nodes } = buildGraph(steps)
      const inputs = new Map(INPUTS.map((name, i) => [name, words[i]!]))
      expect(runCode(graph, nodes, words)).toEqual(evaluateBits(graph, nodes, inputs))
    }),
  )
})

test('a negation inside costs nothing, one that is left over costs one', () => {
  const graph = new BitGraph()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => graph.input(name))
  expect(countInstructions(graph, [graph.and(a!, graph.not(b!))])).toBe(1)
  expect(countInstructions(graph, [graph.and(graph.not(a!), graph.not(b!))])).toBe(2)
  const inner = graph.or(graph.not(a!), b!)
  expect(countInstructions(graph, [graph.and(inner, c!)])).toBe(2)
  expect(countInstructions(graph, [inner, inner, a!])).toBe(3)
})
