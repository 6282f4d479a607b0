/** Lineage in databases is what the same events are folded to in memory. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeLineage } from '../../../engine/lineage/describe-lineage.ts'
import { compareEdges, compareTexts } from '../../../engine/lineage/lineage-facts.ts'
import { LineageGraph } from '../../../engine/lineage/lineage-graph.ts'
import { walkLineage } from '../../../engine/lineage/walk-lineage.ts'
import { anyHistory, type HistoryEvent } from '../../../engine/testing/lineage-histories.ts'
import { tries } from '../../../engine/testing/tries.ts'
import type { Database } from '../../storage/database.ts'
import { countRefusedEdges } from '../../storage/lineage-tables.ts'
import { describeOnDatabases, openNext, type TestDatabases } from '../../testing/databases.ts'
import type { LoggedEvent } from '../consumer.ts'
import { hashText } from './hash-text.ts'
import { LINEAGE_PROJECTION } from './lineage-projection.ts'
import { findLineage, findLineageNode } from './read-lineage.ts'

function fold(events: readonly HistoryEvent[]): LineageGraph {
  const graph = new LineageGraph()
  for (const [seq, event] of events.entries()) graph.add(describeLineage(event, hashText), seq)
  return graph
}

const anyTogether = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 12 }), fc.constant(1000))

const anyLimits = fc.record({
  maxDepth: fc.integer({ min: 1, max: 8 }),
  maxNodes: fc.integer({ min: 1, max: 40 }),
})

describeOnDatabases('lineage', (_kind, createDatabases) => {
  let databases: TestDatabases
  let database: Database

  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  /** Has events heard, so many together. */
  async function project(events: readonly HistoryEvent[], together = 1): Promise<void> {
    const deliveries = events.map((event, seq) => ({
      ...{ seq, attempt: 1, idempotencyKey: `lineage/${seq}` },
      event: event as unknown as LoggedEvent,
    }))
    await database.transaction(async (transaction) => {
      await transaction.query(`truncate ${LINEAGE_PROJECTION.tables.join(', ')}`)
      for (let from = 0; from < deliveries.length; from += together) {
        const some = deliveries.slice(from, from + together)
        await LINEAGE_PROJECTION.handleAll!(some, transaction)
      }
    })
  }

  async function readEdges(table: 'lineage_edges' | 'lineage_refused_edges') {
    const rows = await database.query<{ from: string; to: string; role: string }>(
      `select from_id as "from", to_id as "to", role from ${table}`,
    )
    return rows.toSorted(compareEdges)
  }

  test('tables have the graph of memory, whatever the history, and answer as it does', async () => {
    const anyOrder = fc
      .tuple(
        anyHistory({ maxSteps: 10, hasCycles: true }),
        anyHistory({ maxSteps: 10 }),
        fc.boolean(),
      )
      .map(([cyclic, plain, isCyclic]) => (isCyclic ? cyclic : plain))
      .chain((events) => fc.shuffledSubarray([...events], { minLength: events.length }))
    await fc.assert(
      fc.asyncProperty(anyOrder, anyLimits, anyTogether, async (events, limits, together) => {
        await project(events, together)
        const graph = fold(events)
        const rows = await database.query<{ id: string }>('select id from lineage_nodes')
        const ids = rows.map(({ id }) => id)
        expect(new Set(ids)).toEqual(new Set(graph.nodes.keys()))
        for (const id of ids.slice(0, 3)) {
          expect(await findLineageNode(database, id)).toEqual(graph.nodes.get(id))
        }
        expect(await readEdges('lineage_edges')).toEqual(graph.edges.toSorted(compareEdges))
        expect(await readEdges('lineage_refused_edges')).toEqual(
          graph.refused.toSorted(compareEdges),
        )
        for (const { from } of graph.refused.slice(0, 1)) {
          const there = graph.refused.filter((edge) => edge.from === from || edge.to === from)
          expect(await countRefusedEdges(database, from)).toBe(there.length)
        }
        const named = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
        for (const start of [...named].sort(compareTexts).slice(0, 4)) {
          for (const direction of ['ancestors', 'descendants'] as const) {
            expect(await findLineage(database, start, direction, limits)).toEqual(
              walkLineage(graph, start, direction, limits),
            )
          }
        }
      }),
      { numRuns: tries(24) },
    )
  })

  test('an event that is heard again changes nothing', async () => {
    const [events] = fc.sample(anyHistory({ maxSteps: 8 }), { numRuns: 1, seed: 5 })
    await project(events!)
    const once = await database.query('select * from lineage_nodes order by id')
    const edges = await readEdges('lineage_edges')
    for (const [seq, event] of events!.entries()) {
      await database.transaction(async (transaction) => {
        const delivery = { seq, attempt: 2, idempotencyKey: `lineage/${seq}` }
        await LINEAGE_PROJECTION.handle(
          { ...delivery, event: event as unknown as LoggedEvent },
          transaction,
        )
      })
    }
    expect(await database.query('select * from lineage_nodes order by id')).toEqual(once)
    expect(await readEdges('lineage_edges')).toEqual(edges)
  })
})
