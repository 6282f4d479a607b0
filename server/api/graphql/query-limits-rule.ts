/**
 * Refuses documents that ask for too much, before anything is done: too deep, too many aliases, too many calls, too
 * dear. A fragment is looked at once and counts wherever it is spread, so that fragments within fragments cost no time.
 */
import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import { GRAPHQL_LIMITS as LIMITS } from './limits.ts'

/** What a selection comes to. */
interface Measure {
  readonly depth: number
  /** Of what is below a look at the schema, from there on. */
  readonly introspectionDepth: number
  readonly introspections: number
  readonly aliases: number
  readonly fields: number
  readonly cost: number
}

const NOTHING: Measure = {
  ...{ depth: 0, introspectionDepth: 0, introspections: 0 },
  ...{ aliases: 0, fields: 0, cost: 0 },
}

/** Fragments that spread each other have no end; another rule refuses them. */
const ENDLESS: Measure = { ...NOTHING, depth: Infinity }

/**
 * Makes the rule.
 *
 * @param isCall whether a field of that name is a call of the desk, wherever it stands.
 */
export function buildLimitsRule(isCall: (field: string) => boolean) {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(node) {
      const problem = findProblem(node, new Measurer(context, isCall))
      if (problem === undefined) return
      const extensions = { code: 'api/too-much', status: 400, http: { status: 400 } }
      context.reportError(new GraphQLError(`${problem}.`, { nodes: node, extensions }))
    },
  })
}

function findProblem(node: OperationDefinitionNode, measurer: Measurer): string | undefined {
  const measured = measurer.measure(node.selectionSet)
  const { depth, introspectionDepth, introspections, aliases, fields: rootFields, cost } = measured
  if (depth > LIMITS.depth) return `Fields are within fields at most ${LIMITS.depth} levels deep`
  if (introspectionDepth > LIMITS.introspectionDepth) {
    return `The schema is looked at most ${LIMITS.introspectionDepth} levels deep`
  }
  if (introspections > LIMITS.introspections) {
    return `The schema is looked at most ${LIMITS.introspections} times`
  }
  if (aliases > LIMITS.aliases) return `There are at most ${LIMITS.aliases} aliases`
  if (rootFields > LIMITS.rootFields) return `At the top are at most ${LIMITS.rootFields} fields`
  if (cost > LIMITS.cost) return `The request costs ${cost}, and may cost ${LIMITS.cost}`
  return undefined
}

class Measurer {
  readonly #context: ValidationContext
  readonly #isCall: (field: string) => boolean
  readonly #fragments = new Map<FragmentDefinitionNode, Measure>()

  constructor(context: ValidationContext, isCall: (field: string) => boolean) {
    this.#context = context
    this.#isCall = isCall
  }

  measure({ selections }: SelectionSetNode): Measure {
    return selections.map((each) => this.#measureOne(each)).reduce(add, NOTHING)
  }

  #measureOne(selection: SelectionSetNode['selections'][number]): Measure {
    if (selection.kind === Kind.FIELD) return this.#measureField(selection)
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.measure(selection.selectionSet)
    const fragment = this.#context.getFragment(selection.name.value)
    if (fragment == null) return NOTHING
    const known = this.#fragments.get(fragment)
    if (known !== undefined) return known
    this.#fragments.set(fragment, ENDLESS)
    const measured = this.measure(fragment.selectionSet)
    this.#fragments.set(fragment, measured)
    return measured
  }

  #measureField(field: FieldNode): Measure {
    const inner = field.selectionSet === undefined ? NOTHING : this.measure(field.selectionSet)
    const name = field.name.value
    const isCall = this.#isCall(name)
    const own = isCall ? 1 + LIMITS.callCost : 1
    const isIntrospection = name === '__schema' || name === '__type'
    const deep = isIntrospection
      ? { depth: 1, introspectionDepth: inner.depth, introspections: inner.introspections + 1 }
      : { ...inner, depth: inner.depth + 1 }
    return {
      ...deep,
      aliases: inner.aliases + (field.alias === undefined ? 0 : 1),
      fields: 1,
      cost: own + inner.cost * (isCall ? lengthOf(field) : 1),
    }
  }
}

function add(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    introspections: a.introspections + b.introspections,
    aliases: a.aliases + b.aliases,
    fields: a.fields + b.fields,
    cost: a.cost + b.cost,
  }
}

/** How long the list may be that a call gives: what it gives may have one, whether or not it says so. */
function lengthOf(field: FieldNode): number {
  const limit = field.arguments?.find(({ name }) => name.value === 'limit')?.value
  const hasItems = field.selectionSet?.selections.some(
    (each) => each.kind !== Kind.FIELD || each.name.value === 'items',
  )
  if (hasItems !== true) return 1
  if (limit === undefined) return LIMITS.listLength
  const isNumber = limit.kind === Kind.INT || limit.kind === Kind.STRING
  const length = isNumber ? Number(limit.value) : LIMITS.longestList
  return length >= 1 && length <= LIMITS.longestList ? length : LIMITS.longestList
}
