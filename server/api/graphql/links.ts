/** What belongs to a thing in GraphQL beside its own fields: calls of the desk that know their subject from it. */
import { isHash, type NodeKind, nameNamed, nameNode } from '../../../engine/lineage/node-id.ts'
import type { OperationType } from '../../../engine/resources/operation.ts'
import { describeInput, describeOutput } from '../input-shape.ts'
import { pascal, shapeOf } from './graphql-shapes.ts'

/** A field of a type that asks an operation. */
export interface Link {
  /** The type that has the field. */
  readonly type: string
  readonly field: string
  readonly operation: OperationType
  /** The field of the input that is known. */
  readonly known: string
  /** What it is; undefined where that thing has none. */
  find(thing: Readonly<Record<string, unknown>>): string | undefined
}

/** A thing that is known by a field, as lineage names it. */
const named =
  (kind: NodeKind, field: string, name = nameNode): Link['find'] =>
  (thing) => {
    const id = asText(thing[field])
    return id === undefined ? undefined : name(kind, id)
  }

/** Things that lineage knows, by types of the schema: how each is named there. */
const LINEAGE_NODES: Readonly<Record<string, Link['find']>> = {
  AutomataRun: named('run', 'run_id'),
  ModelRun: named('run', 'run_id'),
  TrainingRun: named('run', 'run_id'),
  Study: named('study', 'study_id'),
  StudyOverview: named('study', 'study_id'),
  Trial: named('trial', 'trial_id'),
  TrialItem: named('trial', 'trial_id'),
  // Others of its kind are known by a hash.
  Promotion: named('promotion', 'promotion_id', (_kind, id) => nameNamed('promotion', id)),
  Artifact: ({ sha256 }) =>
    typeof sha256 === 'string' && isHash(sha256) ? nameNode('artifact', sha256) : undefined,
  LineageNode: ({ id }) => asText(id),
  LineageGraphNode: ({ id }) => asText(id),
}

const LINEAGE_FIELDS = ['lineage.ancestors', 'lineage.descendants']

/** All links between queries. */
export function listLinks(queries: readonly OperationType[]): readonly Link[] {
  const own = queries.flatMap((operation) => {
    const { subject } = operation
    const type = findHome(operation, queries)
    if (type === undefined || subject === undefined) return []
    const find: Link['find'] = (thing) => asText(thing[subject])
    return [{ type, field: verbOf(operation), operation, known: subject, find }]
  })
  const lineage = queries
    .filter(({ name }) => LINEAGE_FIELDS.includes(name))
    .flatMap((operation) =>
      Object.entries(LINEAGE_NODES).map(([type, find]) => ({
        ...{ type, field: verbOf(operation), operation, known: operation.subject!, find },
      })),
    )
  return [...own, ...lineage]
}

/** Fields of an input without which the operation is not asked. */
export function requiredOf(operation: OperationType): readonly string[] {
  const { required = [], properties = {} } = describeInput(operation)
  return required.filter((field) => properties[field]?.default === undefined)
}

/** The type that `noun.get` gives, where a query of that noun needs only what that has for a subject too. */
function findHome(operation: OperationType, queries: readonly OperationType[]): string | undefined {
  const { name, subject } = operation
  const noun = name.slice(0, name.indexOf('.'))
  if (subject === undefined || verbOf(operation) === 'get') return undefined
  const home = queries.find((each) => each.name === `${noun}.get`)
  const required = requiredOf(operation)
  const isEnough = required.length === 1 && required[0] === subject
  if (home?.subject !== subject || !isEnough) return undefined
  const output = describeOutput(home)
  const { item } = shapeOf(output, output.$defs ?? {}, pascal(home.name))
  const isThere = typeof item !== 'string' && item.schema.properties?.[subject]?.type === 'string'
  return isThere ? item.name : undefined
}

const verbOf = ({ name }: OperationType) => name.slice(name.indexOf('.') + 1)

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
