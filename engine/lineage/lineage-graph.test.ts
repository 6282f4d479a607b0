import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEvent } from '../testing/any-event.ts'
import { anyHistory, type HistoryEvent } from '../testing/lineage-histories.ts'
import { tries } from '../testing/tries.ts'
import { describeLineage } from './describe-lineage.ts'
import { compareEdges, compareTexts, type LineageEdge } from './lineage-facts.ts'
import { LineageGraph } from './lineage-graph.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

type Numbered = readonly [seq: number, event: HistoryEvent]

const number = (events: readonly HistoryEvent[]): Numbered[] =>
  events.map((event, seq) => [seq, event])

function fold(events: readonly Numbered[]): LineageGraph {
  const graph = new LineageGraph()
  for (const [seq, event] of events) graph.add(describeLineage(event, hash), seq)
  return graph
}

/** All that a graph has, in one order. */
const list = (graph: LineageGraph) => ({
  nodes: [...graph.nodes.values()].sort((a, b) => compareTexts(a.id, b.id)),
  edges: graph.edges.toSorted(compareEdges),
  refused: graph.refused.toSorted(compareEdges),
})

/** Takes away, time and again, what nothing is made of; what is left goes in circles. */
function hasCycle(edges: readonly LineageEdge[]): boolean {
  let left = edges
  for (;;) {
    const makers = new Set(left.map(({ from }) => from))
    const next = left.filter(({ to }) => makers.has(to))
    if (next.length === left.length) return left.length > 0
    left = next
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]),
  )
}

test('events of a short history give the same graph in each of their orders', () => {
  fc.assert(
    fc.property(anyHistory({ maxSteps: 3 }), (events) => {
      const some = number(events).slice(0, 5)
      const expected = list(fold(some))
      for (const order of permutations(some)) expect(list(fold(order))).toEqual(expected)
    }),
    { numRuns: tries(24) },
  )
})

test('events of a long history give the same graph in any order, and however often they come', () => {
  const anyOrder = anyHistory({ maxSteps: 12 }).chain((events) => {
    const all = number(events)
    return fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
    )
  })
  fc.assert(
    fc.property(anyOrder, ([events, shuffled]) => {
      expect(list(fold(shuffled))).toEqual(list(fold(events)))
    }),
    { numRuns: tries(300) },
  )
})

test('whatever comes, no cycle is closed, and each edge is kept or refused', () => {
  let refusals = 0
  fc.assert(
    fc.property(anyHistory({ maxSteps: 12, hasCycles: true }), (events) => {
      const graph = fold(number(events))
      expect(hasCycle(graph.edges)).toBe(false)
      const told = events.flatMap((event) => describeLineage(event, hash).edges)
      const all = [...graph.edges, ...graph.refused].map((edge) => JSON.stringify(edge))
      expect(new Set(all)).toEqual(new Set(told.map((edge) => JSON.stringify(edge))))
      expect(new Set(all).size).toBe(all.length)
      for (const edge of graph.refused) expect(hasCycle([...graph.edges, edge])).toBe(true)
      refusals += graph.refused.length
    }),
    { numRuns: tries(300) },
  )
  expect(refusals).toBeGreaterThan(0)
})

test('a thing that only edges name is no node until it is told of', () => {
  const stored = {
    type: 'artifact.stored',
    time: '2026-01-02T03:04:05.006Z',
    data: {
      ...{ sha256: 'a'.repeat(64), bytes: 1, media_type: 'a/b', role: 'model', run_id: 'r' },
    },
  }
  const started = {
    ...stored,
    type: 'ml.run.started',
    data: { run_id: 'r', worker: 'w', attempt: 1 },
  }
  const graph = fold([[0, stored]])
  expect([...graph.nodes.keys()]).toEqual([`artifact:${'a'.repeat(64)}`])
  expect(graph.edges).toHaveLength(1)
  graph.add(describeLineage(started, hash), 1)
  expect(graph.nodes.get('run:r')).toMatchObject({ kind: 'run', firstSeq: 1 })
})

test('an event of any type is described without a throw, and edges end at what it tells of or names', () => {
  let described = 0
  fc.assert(
    fc.property(anyEvent, ({ event }) => {
      if (event.kind !== 'record') return
      const { nodes, edges } = describeLineage(
        { type: event.name, time: '2026-01-02T03:04:05Z', data: event.data },
        hash,
      )
      const told = new Set(nodes.map(({ id }) => id))
      expect(told.size).toBe(nodes.length)
      for (const { from, to } of edges) expect(told.has(from) || told.has(to)).toBe(true)
      for (const { id, kind } of nodes) {
        expect(id.startsWith(`${kind}:`)).toBe(true)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there.
        expect(id).not.toMatch(/[\u0000-\u001f]/)
      }
      described += nodes.length
    }),
    { numRuns: tries(300) },
  )
  expect(described).toBeGreaterThan(0)
})

test('what is no event tells nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.anything(), (type, data) => {
      expect(describeLineage({ type, data }, hash)).toEqual({ nodes: [], edges: [] })
      expect(describeLineage({ type: 'ca.run.created', data }, hash).nodes).toEqual([])
    }),
    { numRuns: tries(500) },
  )
  expect(describeLineage({ type: 'constructor', data: {} }, hash).nodes).toEqual([])
  expect(describeLineage({ type: '__proto__', data: {} }, hash).nodes).toEqual([])
})
