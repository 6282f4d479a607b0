/**
 * Lineage as run events of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json).
 *
 * What happens (runs, studies, promotions, deployments) is a run there, all else a data set. OpenLineage knows no data set that
 * is made of another without a run: there the making itself is told as one, of the job `derive`. So each edge is in the
 * events: as an input, as an output, or between two runs, for which OpenLineage has no word, in a facet of ours.
 */
import type { JsonValue } from '../json/json-value.ts'
import { formatTime, isActivity, spanOf } from './activities.ts'
import type { LineageEdge, LineageNode } from './lineage-facts.ts'
import type { HashText } from './node-id.ts'
import type { LineageAnswer } from './walk-lineage.ts'

const SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
const FACET_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs'
const NAMESPACE = 'thunderline'
const PRODUCER = 'urn:thunderline:lineage'
const NO_TIME = formatTime(0)

type Json = { readonly [name: string]: JsonValue }

/** Which run ends how. */
const ENDS: Readonly<Record<string, string>> = {
  completed: 'COMPLETE',
  deployed: 'COMPLETE',
  failed: 'FAIL',
  cancelled: 'ABORT',
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * The run events of an answer, by the order of what is told in the ledger. What is pending is left out.
 *
 * @param hash SHA-256 of a text in UTF-8, in lower-case hex.
 */
export function toOpenLineage(answer: LineageAnswer, hash: HashText): readonly Json[] {
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  const edges = answer.edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to))
  const writer = new EventWriter(nodes, edges, hash)
  return answer.nodes
    .toSorted((one, other) => one.firstSeq - other.firstSeq || other.depth - one.depth)
    .flatMap((node) => writer.write(node))
}

class EventWriter {
  readonly #nodes: ReadonlyMap<string, LineageNode>
  readonly #into: ReadonlyMap<string, readonly LineageEdge[]>
  readonly #outOf: ReadonlyMap<string, readonly LineageEdge[]>
  readonly #hash: HashText

  constructor(
    nodes: ReadonlyMap<string, LineageNode>,
    edges: readonly LineageEdge[],
    hash: HashText,
  ) {
    this.#nodes = nodes
    this.#into = Map.groupBy(edges, ({ to }) => to)
    this.#outOf = Map.groupBy(edges, ({ from }) => from)
    this.#hash = hash
  }

  write(node: LineageNode): readonly Json[] {
    return isActivity(node.kind) ? this.#writeActivity(node) : this.#writeDerivation(node)
  }

  /** One event for the begin; one for the end, where there is one. */
  #writeActivity(node: LineageNode): readonly Json[] {
    const { beganMs, endedMs } = spanOf(node)
    const into = this.#into.get(node.id) ?? []
    const inputs = this.#list(into.filter(({ from }) => !this.#isRun(from)).map(({ from }) => from))
    const outputs = this.#list(
      (this.#outOf.get(node.id) ?? []).filter(({ to }) => !this.#isRun(to)).map(({ to }) => to),
    )
    const body = { run: this.#describeRun(node, into), job: describeJob(node), inputs, outputs }
    const began = envelop('START', beganMs ?? endedMs, body)
    const { state } = node.attributes
    // The promotions that have no state are decided when they are told of.
    const isDecided = node.kind === 'promotion' && state === undefined
    const end = isDecided ? 'COMPLETE' : ENDS[String(state)]
    return end === undefined ? [began] : [began, envelop(end, endedMs ?? beganMs, body)]
  }

  /** What is made of other data sets without a run. */
  #writeDerivation(node: LineageNode): readonly Json[] {
    const sources = (this.#into.get(node.id) ?? []).filter(({ from }) => !this.#isRun(from))
    if (sources.length === 0) return []
    const { beganMs } = spanOf(node)
    const body = {
      run: { runId: this.#nameRun(`derive ${node.id}`) },
      job: { namespace: NAMESPACE, name: 'derive' },
      inputs: this.#list(sources.map(({ from }) => from)),
      outputs: this.#list([node.id]),
    }
    return [envelop('START', beganMs, body), envelop('COMPLETE', beganMs, body)]
  }

  #describeRun(node: LineageNode, into: readonly LineageEdge[]): Json {
    const after = into.filter(({ from }) => this.#isRun(from))
    const facet = {
      ...describeFacet('RunFacet'),
      node: node.id,
      attributes: node.attributes,
      ...(after.length === 0
        ? {}
        : {
            after: after.map(({ from, role }) => ({
              runId: this.#nameRun(from),
              node: from,
              role,
            })),
          }),
      roles: into.map(({ from, role }) => ({ node: from, role })),
    }
    return { runId: this.#nameRun(node.id), facets: { thunderline_run: facet } }
  }

  /** Data sets, each once. */
  #list(ids: readonly string[]): readonly Json[] {
    return [...new Set(ids)].map((id) => ({
      namespace: NAMESPACE,
      name: id,
      facets: {
        thunderline_node: {
          ...describeFacet('DatasetFacet'),
          kind: this.#nodes.get(id)!.kind,
          attributes: this.#nodes.get(id)!.attributes,
        },
      },
    }))
  }

  /** A run whose id is a UUID keeps it; the others have one of their hash (RFC 9562, section 5.8). */
  #nameRun(id: string): string {
    const key = id.startsWith('run:') ? id.slice(4) : ''
    if (UUID.test(key)) return key
    const hex = this.#hash(id)
    const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]
    return [
      ...[hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`],
      ...[`${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)],
    ].join('-')
  }

  #isRun(id: string): boolean {
    return isActivity(this.#nodes.get(id)!.kind)
  }
}

function describeJob({ kind, attributes }: LineageNode): Json {
  const purpose = kind === 'run' ? String(attributes.purpose ?? 'run') : kind
  return { namespace: NAMESPACE, name: purpose }
}

function describeFacet(kind: 'RunFacet' | 'DatasetFacet'): Json {
  return { _producer: PRODUCER, _schemaURL: `${FACET_SCHEMA}/${kind}` }
}

function envelop(eventType: string, atMs: number | undefined, body: Json): Json {
  return {
    eventType,
    eventTime: atMs === undefined ? NO_TIME : formatTime(atMs),
    ...body,
    producer: PRODUCER,
    schemaURL: SCHEMA,
  }
}
