/**
 * Lineage as a document of PROV-JSON (W3C Member Submission, 24 April 2013), in the terms of PROV-DM.
 *
 * What happens (runs, studies, promotions, deployments) is an activity, versions of the code are agents, all else is an entity.
 * Each edge is a relation: used, wasGeneratedBy, wasDerivedFrom, wasInformedBy, wasAssociatedWith or wasAttributedTo.
 */
import { canonicalJson } from '../json/canonical-json.ts'
import type { JsonValue } from '../json/json-value.ts'
import { formatTime, isActivity, spanOf } from './activities.ts'
import type { LineageEdge, LineageNode } from './lineage-facts.ts'
import type { LineageAnswer } from './walk-lineage.ts'

type Json = { readonly [name: string]: JsonValue }

const NAMESPACE = 'urn:thunderline:lineage:'
/** What stands for the namespace of what is ours, attributes of nodes among it: `tl:created_by`. */
export const PROV_PREFIX = 'tl'

type Sort = 'entity' | 'activity' | 'agent'

/** Relations by the sorts of `from` and `to`, with the arguments that name these (PROV-JSON, section 3). */
const RELATIONS: Readonly<Record<string, readonly [name: string, from: string, to: string]>> = {
  'entity activity': ['used', 'prov:entity', 'prov:activity'],
  'activity entity': ['wasGeneratedBy', 'prov:activity', 'prov:entity'],
  'entity entity': ['wasDerivedFrom', 'prov:usedEntity', 'prov:generatedEntity'],
  'activity activity': ['wasInformedBy', 'prov:informant', 'prov:informed'],
  'agent activity': ['wasAssociatedWith', 'prov:agent', 'prov:activity'],
  'agent entity': ['wasAttributedTo', 'prov:agent', 'prov:entity'],
}

/** The document of an answer. What is pending is left out. */
export function toProvJson(answer: LineageAnswer): Json {
  const sorts = new Map(answer.nodes.map(({ id, kind }) => [id, sortOf(kind)]))
  const document: Record<string, Record<string, JsonValue>> = {
    prefix: { [PROV_PREFIX]: NAMESPACE },
  }
  const put = (part: string, name: string, members: Json) => {
    document[part] ??= {}
    document[part][name] = members
  }
  for (const node of answer.nodes) put(sortOf(node.kind), qualify(node.id), describeNode(node))
  let count = 0
  for (const edge of answer.edges) {
    const [from, to] = [sorts.get(edge.from), sorts.get(edge.to)]
    const relation = RELATIONS[`${from} ${to}`]
    if (relation === undefined) continue
    put(relation[0], `_:r${count++}`, describeEdge(edge, relation))
  }
  return document
}

function sortOf(kind: LineageNode['kind']): Sort {
  if (kind === 'code') return 'agent'
  return isActivity(kind) ? 'activity' : 'entity'
}

function describeNode(node: LineageNode): Json {
  const { id, kind, attributes } = node
  const { beganMs, endedMs } = spanOf(node)
  const own = Object.entries(attributes)
    // No list of PROV-JSON is empty.
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [`${PROV_PREFIX}:${name}`, toAttribute(value)])
  const type = kind === 'code' ? 'prov:SoftwareAgent' : `${PROV_PREFIX}:${kind}`
  return {
    ...(isActivity(kind) && beganMs !== undefined ? { 'prov:startTime': formatTime(beganMs) } : {}),
    ...(isActivity(kind) && endedMs !== undefined ? { 'prov:endTime': formatTime(endedMs) } : {}),
    'prov:type': { $: type, type: 'prov:QUALIFIED_NAME' },
    'prov:label': id,
    ...Object.fromEntries(own),
  }
}

function describeEdge({ from, to, role }: LineageEdge, relation: readonly string[]): Json {
  const [name, fromName, toName] = relation
  const ends = { [fromName!]: qualify(from), [toName!]: qualify(to) }
  // PROV-DM, section 5.7.2.3: only some relations have a role.
  const hasRole = name === 'used' || name === 'wasGeneratedBy' || name === 'wasAssociatedWith'
  return { ...ends, [hasRole ? 'prov:role' : `${PROV_PREFIX}:role`]: role }
}

/** Values are texts, numbers, yes or no, or lists of these; all else goes as its canonical JSON. */
function toAttribute(value: JsonValue): JsonValue {
  const toLiteral = (each: JsonValue) => (typeof each === 'object' ? canonicalJson(each) : each)
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(toLiteral) : toLiteral(value)
}

/** Characters of a local part that need no care in any form of PROV (PROV-N, section 3.7.1). */
const PLAIN = /[^A-Za-z0-9_-]/gu

/** A qualified name; what a local part cannot have is written as the bytes of its UTF-8 in hex. */
function qualify(id: string): string {
  const local = id.replace(PLAIN, (each) =>
    [...new TextEncoder().encode(each)]
      .map((byte) => `.${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  )
  return `${PROV_PREFIX}:${local}`
}
