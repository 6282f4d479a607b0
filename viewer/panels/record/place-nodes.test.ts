import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { threadTimeMs } from '../../../engine/testing/thread-time.ts'
import { countCrossings, type GraphEdge, placeNodes, walk } from './place-nodes.ts'

/** Any graph, circles, loops, doubles and unknown ends included. */
const anyGraph = fc.integer({ min: 0, max: 12 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, number) => `n${number}`)
  const anyId = fc.nat(13).map((number) => `n${number}`)
  return fc.record({
    ids: fc.constant(ids),
    edges: fc.array(fc.record({ from: anyId, to: anyId }), { maxLength: 30 }),
  })
})

/** Graphs in which each node but the first has one parent that comes before it. */
const anyTree = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 14 })
  .map((parts) => ({
    ids: ['n0', ...parts.map((_, number) => `n${number + 1}`)],
    edges: parts.map((part, number) => ({
      from: `n${Math.floor(part * (number + 1))}`,
      to: `n${number + 1}`,
    })),
  }))

const linesUp = (edges: readonly GraphEdge[]) => edges.map(({ from, to }) => `${from}>${to}`)

test('every node stands once, and every edge goes to the right', () => {
  fc.assert(
    fc.property(anyGraph, ({ ids, edges }) => {
      const layout = placeNodes(ids, edges)
      const placed = layout.layers.flat()
      expect(placed.toSorted()).toEqual(ids.toSorted())
      expect(layout.layers.every((layer) => layer.length > 0)).toBe(true)
      const columnOf = (id: string) => layout.layers.findIndex((layer) => layer.includes(id))
      for (const { from, to } of layout.edges) expect(columnOf(from)).toBeLessThan(columnOf(to))
      expect(new Set(linesUp(layout.edges)).size).toBe(layout.edges.length)
      expect(placeNodes(ids, edges)).toEqual(layout)
    }),
  )
})

test('an edge is left out only where it would lead back, or to nowhere, or is there', () => {
  fc.assert(
    fc.property(anyTree, ({ ids, edges }) => {
      expect(placeNodes(ids, [...edges, ...edges]).edges).toEqual(edges)
      const back = edges.map(({ from, to }) => ({ from: to, to: from }))
      expect(placeNodes(ids, [...edges, ...back]).edges).toEqual(edges)
    }),
  )
})

test('a tree is drawn without a crossing', () => {
  fc.assert(
    fc.property(anyTree, ({ ids, edges }) => {
      expect(countCrossings(placeNodes(ids, edges).layers, edges)).toBe(0)
    }),
  )
})

test('what has no parents stands just before what it made', () => {
  const edges = [
    { from: 'data', to: 'run' },
    { from: 'run', to: 'model' },
    { from: 'late', to: 'use' },
    { from: 'model', to: 'use' },
  ]
  const { layers } = placeNodes(['data', 'run', 'model', 'late', 'use'], edges)
  expect(layers.map((layer) => layer.toSorted())).toEqual([
    ['data'],
    ['run'],
    ['late', 'model'],
    ['use'],
  ])
})

describe('walking', () => {
  const edges = ['a>c', 'b>c', 'c>d', 'c>e', 'a>e'].map((text) => {
    const [from = '', to = ''] = text.split('>')
    return { from, to }
  })
  const layout = placeNodes(['a', 'b', 'c', 'd', 'e'], edges)
  test('goes to parents and children, and stops where there are none', () => {
    expect(['a', 'b']).toContain(walk(layout, 'c', 'left'))
    expect(['d', 'e']).toContain(walk(layout, 'c', 'right'))
    expect(walk(layout, 'a', 'left')).toBeUndefined()
    expect(walk(layout, 'd', 'right')).toBeUndefined()
    expect(walk(layout, 'a', 'right')).toBe('c')
    expect(walk(layout, 'nobody', 'up')).toBeUndefined()
  })
  test("up and down are each other's way back", () => {
    fc.assert(
      fc.property(anyGraph, ({ ids, edges: others }) => {
        const any = placeNodes(ids, others)
        for (const id of ids) {
          const below = walk(any, id, 'down')
          if (below !== undefined) expect(walk(any, below, 'up')).toBe(id)
        }
      }),
    )
  })
  test('reaches every node that is linked to another from some node', () => {
    const reached = new Set(['c'])
    for (const id of reached) {
      for (const step of ['left', 'right', 'up', 'down'] as const) {
        const next = walk(layout, id, step)
        if (next !== undefined) reached.add(next)
      }
    }
    expect([...reached].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})

test('crossings are counted as by comparing every two edges', () => {
  fc.assert(
    fc.property(anyGraph, ({ ids, edges }) => {
      const { layers, edges: kept } = placeNodes(ids, edges)
      const at = (id: string) => {
        const column = layers.findIndex((layer) => layer.includes(id))
        return [column, layers[column]!.indexOf(id)] as const
      }
      const pairs = kept.flatMap((one, number) =>
        kept.slice(number + 1).filter((other) => {
          const [a, b, c, d] = [at(one.from), at(one.to), at(other.from), at(other.to)]
          return a[0] === c[0] && b[0] === d[0] && (a[1] - c[1]) * (b[1] - d[1]) < 0
        }),
      )
      expect(countCrossings(layers, kept)).toBe(pairs.length)
    }),
  )
})

test('a graph of 500 nodes and 2,000 edges is placed before a person notices', () => {
  const ids = Array.from({ length: 500 }, (_, number) => `n${number}`)
  const edges = Array.from({ length: 2000 }, (_, number) => {
    const to = 1 + ((number * 7919) % 499)
    return { from: `n${(number * 104_729) % to}`, to: `n${to}` }
  })
  const times = Array.from({ length: 5 }, () => {
    const began = threadTimeMs()
    placeNodes(ids, edges)
    return threadTimeMs() - began
  })
  // It takes about 15 ms, and comparing every two edges takes ten times as long.
  expect(Math.min(...times)).toBeLessThan(100)
})
