/** Documents for others, held to what their formats publish, and to the graph that they are of. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { anyHistory, type HistoryEvent } from '../testing/lineage-histories.ts'
import { tries } from '../testing/tries.ts'
import { describeLineage } from './describe-lineage.ts'
import { exportLineage } from './export-lineage.ts'
import { LineageGraph } from './lineage-graph.ts'
import { toOpenLineage } from './openlineage.ts'
import { toProvJson } from './prov.ts'
import { hidePending, type LineageAnswer, walkLineage } from './walk-lineage.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

function answersOf(events: readonly HistoryEvent[]): LineageAnswer[] {
  const graph = new LineageGraph()
  for (const [seq, event] of events.entries()) graph.add(describeLineage(event, hash), seq)
  const starts = [...graph.nodes.keys()].filter((_, place) => place % 5 === 0)
  return starts.map((start) =>
    hidePending(walkLineage(graph, start, 'ancestors', { maxDepth: 50, maxNodes: 500 })),
  )
}

const everyAnswer = (holds: (answer: LineageAnswer) => void) =>
  fc.assert(
    fc.property(anyHistory({ maxSteps: 10 }), (events) => {
      for (const answer of answersOf(events)) holds(answer)
    }),
    { numRuns: tries(150) },
  )

// OpenLineage 2-0-2, $defs: BaseEvent, RunEvent, Run, Job, Dataset, InputDataset, OutputDataset, BaseFacet.
const uri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i)
const dateTime = z.iso.datetime({ offset: true })
const facets = z.record(z.string(), z.looseObject({ _producer: uri, _schemaURL: uri }))
const dataset = z.looseObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  facets: facets.optional(),
})
const runEvent = z.looseObject({
  eventTime: dateTime,
  producer: uri,
  schemaURL: z.literal('https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'),
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']),
  run: z.looseObject({ runId: z.guid(), facets: facets.optional() }),
  job: z.looseObject({
    namespace: z.string().min(1),
    name: z.string().min(1),
    facets: facets.optional(),
  }),
  inputs: z.array(dataset).optional(),
  outputs: z.array(dataset).optional(),
})

interface After {
  readonly node: string
}

/** The edges that a reader of run events finds. */
function readOpenLineage(events: readonly z.infer<typeof runEvent>[]): Set<string> {
  const edges = new Set<string>()
  for (const { run, inputs = [], outputs = [] } of events) {
    const facet = run.facets?.thunderline_run as { node: string; after?: After[] } | undefined
    const into = facet === undefined ? outputs.map(({ name }) => name) : [facet.node]
    for (const to of into) for (const { name } of inputs) edges.add(`${name} > ${to}`)
    if (facet === undefined) continue
    for (const { name } of outputs) edges.add(`${facet.node} > ${name}`)
    for (const { node } of facet.after ?? []) edges.add(`${node} > ${facet.node}`)
  }
  return edges
}

const edgesOf = ({ edges }: LineageAnswer) =>
  new Set(edges.map(({ from, to }) => `${from} > ${to}`))

test('run events are as OpenLineage 2-0-2 has them, and have each edge', () => {
  everyAnswer((answer) => {
    const events = z.array(runEvent).parse(toOpenLineage(answer, hash))
    expect(readOpenLineage(events)).toEqual(edgesOf(answer))
  })
})

test('a run has one begin and at most one end, in the order of their times, and ids are told apart', () => {
  everyAnswer((answer) => {
    const events = z.array(runEvent).parse(toOpenLineage(answer, hash))
    const runs = Map.groupBy(events, ({ run }) => run.runId)
    for (const [begin, ...ends] of runs.values()) {
      expect(begin!.eventType).toBe('START')
      expect(ends.length).toBeLessThanOrEqual(1)
      for (const end of ends) {
        expect(['COMPLETE', 'ABORT', 'FAIL']).toContain(end.eventType)
        expect(Date.parse(end.eventTime)).toBeGreaterThanOrEqual(Date.parse(begin!.eventTime))
      }
    }
    const names = new Map<string, string>()
    for (const { run } of events) {
      const node = run.facets?.thunderline_run?.node
      if (node !== undefined) names.set(run.runId, String(node))
    }
    expect(new Set(names.values()).size).toBe(names.size)
  })
})

test('a run that is known by a UUID keeps it', () => {
  const run_id = '0198c0de-0000-7000-8000-000000000001'
  const event = {
    type: 'ml.run.started',
    time: '2026-01-02T03:04:05Z',
    data: { run_id, worker: 'w', attempt: 1 },
  }
  const [answer] = answersOf([event])
  expect(toOpenLineage(answer!, hash)).toMatchObject([
    { eventType: 'START', run: { runId: run_id } },
  ])
})

// PROV-JSON (W3C Member Submission, 24 April 2013), section 3 and the schema of its appendix.
const typedLiteral = z.strictObject({
  $: z.string(),
  type: z.string().optional(),
  lang: z.string().optional(),
})
const literal = z.union([z.string(), z.number(), z.boolean(), typedLiteral])
const attribute = z.union([literal, z.array(literal).min(1)])
// PROV-N, production QUALIFIED_NAME, without what needs an escape; not at the end a full stop.
const qualifiedName = z.string().regex(/^tl:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/)
const attributeName = z.string().regex(/^(prov|tl):[A-Za-z_][A-Za-z0-9_]*$/)
const attributes = z.record(attributeName, attribute)
const blank = z.string().regex(/^_:\w+$/)
const relation = (from: string, to: string) =>
  z.record(blank, attributes.and(z.looseObject({ [from]: qualifiedName, [to]: qualifiedName })))
const provDocument = z.strictObject({
  prefix: z.record(z.string().regex(/^[a-zA-Z0-9_-]+$/), uri),
  entity: z.record(qualifiedName, attributes).optional(),
  activity: z
    .record(
      qualifiedName,
      attributes.and(
        z.looseObject({
          'prov:startTime': dateTime.optional(),
          'prov:endTime': dateTime.optional(),
        }),
      ),
    )
    .optional(),
  agent: z.record(qualifiedName, attributes).optional(),
  used: relation('prov:activity', 'prov:entity').optional(),
  wasGeneratedBy: relation('prov:entity', 'prov:activity').optional(),
  wasDerivedFrom: relation('prov:generatedEntity', 'prov:usedEntity').optional(),
  wasInformedBy: relation('prov:informed', 'prov:informant').optional(),
  wasAssociatedWith: relation('prov:activity', 'prov:agent').optional(),
  wasAttributedTo: relation('prov:entity', 'prov:agent').optional(),
})

/** What each relation leads from and to (PROV-DM, section 5), by our edges. */
const ENDS = {
  used: ['prov:entity', 'prov:activity', 'entity', 'activity'],
  wasGeneratedBy: ['prov:activity', 'prov:entity', 'activity', 'entity'],
  wasDerivedFrom: ['prov:usedEntity', 'prov:generatedEntity', 'entity', 'entity'],
  wasInformedBy: ['prov:informant', 'prov:informed', 'activity', 'activity'],
  wasAssociatedWith: ['prov:agent', 'prov:activity', 'agent', 'activity'],
  wasAttributedTo: ['prov:agent', 'prov:entity', 'agent', 'entity'],
} as const

test('documents are as PROV-JSON has them: relations join what is there, each edge once', () => {
  everyAnswer((answer) => {
    const document = provDocument.parse(toProvJson(answer))
    const sorts = ['entity', 'activity', 'agent'] as const
    const labels = new Map<string, string>()
    for (const sort of sorts) {
      for (const [name, told] of Object.entries(document[sort] ?? {})) {
        expect(labels.has(name)).toBe(false)
        labels.set(name, String(told['prov:label']))
      }
    }
    expect(new Set(labels.values())).toEqual(new Set(answer.nodes.map(({ id }) => id)))
    const found: string[] = []
    for (const [part, [from, to, fromSort, toSort]] of Object.entries(ENDS)) {
      for (const told of Object.values(document[part as keyof typeof ENDS] ?? {})) {
        const ends = [String(told[from]), String(told[to])]
        expect(document[fromSort]).toHaveProperty([ends[0]!])
        expect(document[toSort]).toHaveProperty([ends[1]!])
        const role = told['prov:role'] ?? told['tl:role']
        found.push(`${ends.map((each) => labels.get(each)).join(' > ')} ${role}`)
      }
    }
    const edges = answer.edges.map(({ from, to, role }) => `${from} > ${to} ${role}`)
    expect(found.sort()).toEqual(edges.sort())
  })
})

test('a document that ends at a limit says so, is as its format has it, and a whole one says nothing', () => {
  const [events] = fc.sample(anyHistory({ maxSteps: 10 }), { numRuns: 1, seed: 7 })
  for (const answer of answersOf(events!)) {
    for (const isTruncated of [false, true]) {
      const told = { ...answer, isTruncated }
      const events = z.array(runEvent).parse(exportLineage('openlineage', told, hash))
      const marks = events.map(({ run }) => run.facets?.thunderline_export?.is_incomplete ?? false)
      expect(marks).toEqual(events.map(() => isTruncated))
      const { entity, ...others } = exportLineage('prov', told, hash) as Record<string, object>
      const { 'tl:_export': mark, ...things } = (entity ?? {}) as Record<string, object>
      expect(mark !== undefined).toBe(isTruncated)
      const whole: Record<string, object> = toProvJson(answer) as never
      expect({ ...others, entity: things }).toEqual({ ...whole, entity: whole.entity ?? {} })
    }
  }
})
