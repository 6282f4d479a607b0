/** What belongs to a thing in GraphQL beside its own fields: calls of the desk that know their subject from it. */
import { isHash, nameNamed, nameNode } from '../../../engine/lineage/node-id.ts'
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

/** Things that lineage knows, by types of the schema: how each is named there. */
const LINEAGE_NODES: Readonly<Record<string, Link['find']>> = {
  AutomataRun: ({ run_id }) => (typeof run_id === 'string' ? nameNamed('run', run_id) : undefined),
  ModelRun: ({ run_id }) => (typeof run_id === 'string' ? nameNamed('run', run_id) : undefined),
  TrainingRun: ({ run_id }) => (typeof run_id === 'string' ? nameNamed('run', run_id) : undefined),
  Artifact: ({ sha256 }) =>
    typeof sha256 === 'string' && isHash(sha256) ? nameNode('artifact', sha256) : undefined,
  Study: ({ study_id }) => (typeof study_id === 'string' ? nameNode('study', study_id) : undefined),
  Trial: ({ trial_id }) => (typeof trial_id === 'string' ? nameNode('trial', trial_id) : undefined),
  Promotion: ({ promotion_id }) =>
    typeof promotion_id === 'string' ? nameNamed('promotion', promotion_id) : undefined,
  LineageNode: ({ id }) => (typeof id === 'string' ? id : undefined),
  LineageGraphNode: ({ id }) => (typeof id === 'string' ? id : undefined),
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

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined)
