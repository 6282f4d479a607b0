import fc from 'fast-check'
import { expect, test } from 'vitest'
import { strongComponents } from './strong-components.ts'

const NODES = 7
const anyEdge = fc.record({ from: fc.nat(NODES - 1), to: fc.nat(NODES - 1) })

test('two nodes are in one component when each is reached from the other, and only then', () =>
  fc.assert(
    fc.property(fc.array(anyEdge, { maxLength: 14 }), (edges) => {
      const reaches = Array.from({ length: NODES }, () => new Array<boolean>(NODES).fill(false))
      for (const { from, to } of edges) reaches[from]![to] = true
      for (let via = 0; via < NODES; via++) {
        for (let from = 0; from < NODES; from++) {
          for (let to = 0; to < NODES; to++) {
            if (reaches[from]![via] && reaches[via]![to]) reaches[from]![to] = true
          }
        }
      }
      const components = strongComponents(edges)
      for (let a = 0; a < NODES; a++) {
        for (let b = 0; b < NODES; b++) {
          if (a === b) continue
          const isTogether = components.some((component) => component.has(a) && component.has(b))
          expect(isTogether).toBe(reaches[a]![b] && reaches[b]![a])
        }
      }
      expect(new Set(components.flatMap((component) => [...component])).size).toBe(
        components.reduce((sum, { size }) => sum + size, 0),
      )
    }),
    { numRuns: 1000 },
  ))

test('a chain of a hundred thousand does not run out of stack', () => {
  const edges = Array.from({ length: 100_000 }, (_, i) => ({ from: i, to: (i + 1) % 100_000 }))
  expect(strongComponents(edges).map(({ size }) => size)).toEqual([100_000])
})
