import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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
