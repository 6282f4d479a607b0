/**
 * Random programs, made of recipes: a list of small numbers that always reads as a program.
 *
 * A recipe names the kind of a node and, by numbers taken modulo what there is, its inputs. So
 * every list is a valid program and a shorter list is a smaller one, which is what lets fast-check
 * shrink a counterexample to the few nodes that matter.
 */
import fc from 'fast-check'
import type { Dimensions } from '../lattice/size.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { countSites, rangesOf } from '../rules/program/node-ranges.ts'
import type {
  BinaryOperator,
  Gathering,
  Measure,
  NodeId,
  RuleProgram,
} from '../rules/program/program.ts'
import { createProgramBuilder, type ProgramBuilder } from '../rules/program/program-builder.ts'

/** Numbers that say what the next node is. */
export interface Recipe {
  readonly kind: (typeof KINDS)[number]
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** What a program may use of its world. */
export interface ProgramScope {
  readonly dimensions: Dimensions
  readonly states: number
  readonly components: number
  readonly channels: number
  readonly parameters: number
  readonly rules: number
  /** At least one. */
  readonly gatherings: readonly Gathering[]
}

/** Kinds of nodes, the more interesting ones several times. */
const KINDS = [
  'own',
  'site',
  'site',
  'sum',
  'sum',
  'weighted sum',
  'weighted sum',
  'position',
  'table',
  'table',
  'tree',
  'binary',
  'binary',
  'binary',
  'select',
  'const',
  'field',
  'parameter',
  'rule',
  'tick',
  'coordinate',
  'random',
] as const

const OPERATORS: readonly BinaryOperator[] = [
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
  'shru',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'min',
  'max',
]

const AXES = ['x', 'y', 'z'] as const

/** Numbers at which widths, signs and divisions change. */
const EDGES = [
  0,
  1,
  -1,
  2,
  3,
  7,
  31,
  32,
  33,
  127,
  128,
  -128,
  -129,
  255,
  256,
  32767,
  32768,
  -32768,
  -32769,
  65535,
  65536,
  131071,
  2 ** 31 - 1,
  -(2 ** 31),
  -(2 ** 31) + 1,
] as const

const number = fc.nat(2 ** 20)

const anyRecipe: fc.Arbitrary<Recipe> = fc.record({
  kind: fc.constantFrom(...KINDS),
  a: number,
  b: number,
  c: number,
  d: number,
})

/** Lists of recipes, each of which reads as a program in any scope. */
export const anyRecipes: fc.Arbitrary<readonly Recipe[]> = fc.array(anyRecipe, {
  minLength: 1,
  maxLength: 16,
  size: 'max',
})

/** Reads recipes as a program; the last nodes become its outputs. */
export function buildFromRecipes(scope: ProgramScope, recipes: readonly Recipe[]): RuleProgram {
  const names = (kind: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${kind} ${i}`)
  const builder = createProgramBuilder({
    dimensions: scope.dimensions,
    states: scope.states,
    components: names('component', scope.components),
    channels: names('channel', scope.channels),
    parameters: names('parameter', scope.parameters),
    rules: scope.rules,
  })
  const values = appendRecipes(scope, builder, recipes)
  const recent = (back: number) => values[Math.max(0, values.length - 1 - back)]!
  const channels = names('channel', scope.channels)
  const writes = channels.map((_, channel) => ({ channel, value: recent(2 * channel) }))
  // Two writes to one channel are summed.
  if (scope.channels > 0) writes.push({ channel: 0, value: recent(1) })
  const components = names('component', scope.components)
  const state = addState(scope, builder, recent(0), recent(1))
  return builder.finish([state, ...components.map((_, component) => recent(component))], writes)
}

/** Appends the nodes of recipes; gives all numbers there are then, the newest last. */
export function appendRecipes(
  scope: ProgramScope,
  builder: ProgramBuilder,
  recipes: readonly Recipe[],
): readonly NodeId[] {
  const values: NodeId[] = [builder.own(), builder.constant(1)]
  for (const recipe of recipes) values.push(addNode(scope, builder, values, recipe))
  return values
}

/** A number brought into the states, in one of the ways that programs do. */
export function addState(
  { states }: ProgramScope,
  builder: ProgramBuilder,
  last: NodeId,
  other: NodeId,
): NodeId {
  const mixed = builder.binary('xor', last, builder.binary('shl', other, builder.constant(3)))
  const positive = builder.binary('and', mixed, builder.constant(2 ** 31 - 1))
  return builder.binary('rem', positive, builder.constant(states))
}

function addNode(
  scope: ProgramScope,
  builder: ProgramBuilder,
  values: readonly NodeId[],
  recipe: Recipe,
): NodeId {
  const { kind, a, b, c, d } = recipe
  // Mostly the newest values, so that programs grow deep.
  const value = (which: number) => values[values.length - 1 - (which % Math.min(values.length, 5))]!
  const pick = <T>(list: readonly T[], which: number) => list[which % list.length]!
  const gathering = pick(scope.gatherings, a)
  const partition = () => builder.partition(gathering, b % (scope.components + 1))
  switch (kind) {
    case 'own':
      return builder.own(a % (scope.components + 1))
    case 'site':
      return builder.site(partition(), c % Math.min(countSites(gathering), 4096))
    case 'sum':
      return builder.sum(partition(), measureFrom(scope, c, d))
    case 'weighted sum':
      return builder.sum(
        partition(),
        measureFrom(scope, c, d),
        weightsFrom(countSites(gathering), d),
      )
    case 'position':
      return gathering.kind === 'block' ? builder.position(partition()) : builder.own()
    case 'table': {
      const inputs = [value(a), value(b), value(c)].slice(0, 1 + (d % 3))
      return addTable(builder, inputs, recipe)
    }
    case 'tree':
      return addTree(
        builder,
        [value(a), value(b), value(c), value(d)].slice(0, 1 + (d % 4)),
        recipe,
      )
    case 'binary':
      return builder.binary(pick(OPERATORS, a), value(b), value(c))
    case 'select':
      return builder.select(value(a), value(b), value(c))
    case 'const':
      return builder.constant(b % 3 === 0 ? a - 2 ** 19 : pick(EDGES, a))
    case 'field':
      return scope.channels > 0 ? builder.field(a % scope.channels) : builder.own()
    case 'parameter':
      return scope.parameters > 0 ? builder.parameter(a % scope.parameters) : builder.own()
    case 'rule':
      return builder.rule()
    case 'tick':
      return builder.tick()
    case 'coordinate':
      return builder.coordinate(pick(AXES, a))
    case 'random':
      return builder.random(a % 64)
    default:
      return kind satisfies never
  }
}

function measureFrom({ states }: ProgramScope, c: number, seed: number): Measure {
  switch (c % 5) {
    case 0:
    case 1:
      return { kind: 'value' }
    case 2:
      return { kind: 'is', value: c % 7 === 0 ? 0 : 1 }
    case 3:
      return { kind: 'is', value: seed % (states + 1) }
    default: {
      // Now and then too short for the states.
      const length = Math.max(1, states - (c % 3))
      return { kind: 'table', values: drawNumbers(length, seed) }
    }
  }
}

function weightsFrom(sites: number, seed: number): readonly number[] {
  if (seed % 5 === 0 && sites <= 31) return Array.from({ length: sites }, (_, i) => (2 ** i) | 0)
  return drawNumbers(sites, seed)
}

/** Numbers of one of several sizes, decided by the seed as well. */
function drawNumbers(length: number, seed: number): number[] {
  const random = createSplitMix64(BigInt(seed))
  const shapes: readonly ((draw: number) => number)[] = [
    (draw) => draw & 1,
    (draw) => (draw & 7) - 2,
    (draw) => draw & 255,
    (draw) => (draw << 16) >> 16,
    (draw) => draw | 0,
    (draw) => (draw & 3 ? 1 : 0),
  ]
  const shape = shapes[seed % shapes.length]!
  return Array.from({ length }, () => {
    random.next()
    return shape(random.high)
  })
}

/** A table over inputs, each of a few values at most; often of their whole range. */
function addTable(builder: ProgramBuilder, nodes: readonly NodeId[], { b, c, d }: Recipe): NodeId {
  const ranges = rangesOf(builder.finish(nodes[0]!))
  const inputs = nodes.map((node, i) => {
    const { low, high } = ranges[node]!
    const span = high - low + 1
    const isWhole = nodes.length === 1 ? span <= 2 ** 14 : span <= 30
    if (isWhole) return { node, low, count: span }
    return { node, low: Math.max(low, (c % 40) - 10), count: 1 + ((b + i) % 12) }
  })
  const entries = inputs.reduce((product, { count }) => product * count, 1)
  return builder.table(inputs, drawNumbers(entries, d))
}

/** A tree of a few rows at every depth. */
function addTree(builder: ProgramBuilder, inputs: readonly NodeId[], { a, b, d }: Recipe): NodeId {
  const arity = 2 + (a % 5)
  const random = createSplitMix64(BigInt(b))
  const draw = (limit: number) => {
    random.next()
    return random.high % limit
  }
  const leaves = drawNumbers(64, d)
  const rows: number[] = []
  let below = 0
  for (let depth = inputs.length - 1; depth >= 0; depth--) {
    const from = rows.length / arity
    const isLeaf = depth === inputs.length - 1
    const count = depth === 0 ? 1 : 1 + draw(4)
    for (let i = 0; i < count * arity; i++) {
      rows.push(isLeaf ? leaves[draw(leaves.length)]! : below + draw(from - below))
    }
    below = from
  }
  return builder.tree(inputs, arity, Int32Array.from(rows))
}
