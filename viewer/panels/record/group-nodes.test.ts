import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countStates, groupNodes } from './group-nodes.ts'
import type { ShownEdge, ShownNode } from './lineage-answers.ts'
import { placeNodes } from './place-nodes.ts'

const node = (id: string, state?: string): ShownNode => ({
  ...{ id, kind: id.slice(0, id.indexOf(':')), firstSeq: undefined, isPending: false },
  attributes: state === undefined ? {} : { state },
})

function shownOf(nodes: readonly ShownNode[], edges: readonly ShownEdge[]) {
  return { nodes: new Map(nodes.map((each) => [each.id, each])), edges, isTruncated: false }
}

const NONE: ReadonlySet<string> = new Set()

/** A run with its rule and 300 metrics. */
const manyMetrics = () => {
  const metrics = Array.from({ length: 300 }, (_, number) => node(`metric:${number}`))
  const edges = metrics.map(({ id }) => ({ from: 'run:1', to: id, role: 'metric' }))
  const rule = { from: 'rule:1', to: 'run:1', role: 'rule' }
  return shownOf([node('rule:1'), node('run:1'), ...metrics], [rule, ...edges])
}

test('three hundred metrics of a run are one box, with one link to it', () => {
  const grouped = groupNodes(manyMetrics(), NONE, NONE)
  expect([...grouped.nodes.keys()]).toEqual(['rule:1', 'run:1'])
  const [group] = grouped.groups.values()
  expect(group?.members).toHaveLength(300)
  expect(grouped.edges.map(({ from, to }) => [from, to])).toEqual([
    ['rule:1', 'run:1'],
    ['run:1', group?.id],
  ])
})

test('what is looked at stands by itself, and an opened group is none', () => {
  const alone = groupNodes(manyMetrics(), new Set(['metric:7']), NONE)
  expect(alone.nodes.has('metric:7')).toBe(true)
  const [group] = alone.groups.values()
  expect(group?.members).toHaveLength(299)
  const opened = groupNodes(manyMetrics(), NONE, new Set([group!.id]))
  expect(opened.groups.size).toBe(0)
  expect(opened.nodes.size).toBe(302)
  expect(opened.edges).toHaveLength(301)
})

test('each thing is shown once, by itself or in a group, and what is grouped has no circle', () => {
  const anyThing = fc.record({
    kind: fc.constantFrom('run', 'metric', 'rule'),
    parents: fc.array(fc.nat(200), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(anyThing, { maxLength: 80 }), (things) => {
      const nodes = things.map(({ kind }, number) => node(`${kind}:${number}`))
      const edges = things.flatMap(({ parents }, number) =>
        number === 0
          ? []
          : parents.map((parent) => ({
              ...{ from: nodes[parent % number]!.id, to: nodes[number]!.id, role: 'input' },
            })),
      )
      const grouped = groupNodes(shownOf(nodes, edges), NONE, NONE)
      const members = [...grouped.groups.values()].flatMap((group) => group.members)
      const all = [...grouped.nodes.values(), ...members].map(({ id }) => id)
      expect(all.toSorted()).toEqual(nodes.map(({ id }) => id).toSorted())
      const drawn = [...grouped.nodes.keys(), ...grouped.groups.keys()]
      // None of the edges would lead back, or it would have been left out.
      expect(placeNodes(drawn, grouped.edges).edges).toHaveLength(grouped.edges.length)
    }),
  )
})

test('a group tells how its members stand', () => {
  const members = [node('run:1', 'completed'), node('run:2', 'failed'), node('run:3', 'completed')]
  expect(countStates({ id: 'group:0:run', kind: 'run', members })).toBe('2 completed, 1 failed')
  expect(countStates({ id: 'group:0:seed', kind: 'seed', members: [node('seed:1')] })).toBe('')
})
