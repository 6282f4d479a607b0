/**
 * The shape of a program: which members its parts have, and what kind of value each is.
 *
 * Types say this of programs of our own; one that comes from elsewhere may be anything. What is
 * let through here can be read without surprises: every member is there, is the object's own and
 * is of its kind, lists have no gaps, and nothing is there besides. What the numbers may be is
 * left to `validate-program.ts`.
 */
import { MAX_LISTED_OFFSETS } from '../../lattice/neighborhood.ts'
import { ProgramError } from '../errors.ts'
import {
  type BinaryOperator,
  type Gathering,
  type Measure,
  PROGRAM_LIMITS,
  type ProgramNode,
  type RuleProgram,
} from './program.ts'

/** Says what was found where something else is wanted; undefined where all is well. */
type Check = (value: unknown) => string | undefined

/** The kinds of an object by one of its members, each with the checks of all others. */
type Variants<Kind extends string> = Readonly<Record<Kind, Readonly<Record<string, Check>>>>

/** Characters of a stranger's text that an error shows. */
const SHOWN_CHARS = 40

/** Characters that the name of a component, channel or parameter may have. */
const MAX_NAME_CHARS = 100

const number: Check = (value) =>
  typeof value === 'number' ? undefined : `${show(value)} for a number`

const text: Check = (value) => (typeof value === 'string' ? undefined : `${show(value)} for a text`)

const flag: Check = (value) =>
  typeof value === 'boolean' ? undefined : `${show(value)} for true or false`

const int32s: Check = (value) =>
  value instanceof Int32Array ? undefined : `${show(value)} for an Int32Array`

const oneOf =
  <Word extends string>(words: Readonly<Record<Word, true>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(words, value)
      ? undefined
      : `${show(value)} for one of ${Object.keys(words).join(', ')}`

/** A list of at most so many, each of which passes a check; an entry that is not there does not. */
const listOf =
  (each: Check, most: number = PROGRAM_LIMITS.entries): Check =>
  (value) => {
    if (!Array.isArray(value)) return `${show(value)} for a list`
    if (value.length > most) return `a list of ${value.length}, more than ${most}`
    for (let i = 0; i < value.length; i++) {
      const fault = each(value[i])
      if (fault !== undefined) return fault
    }
    return undefined
  }

/** Whatever: another check looks at it. */
const anything: Check = () => undefined

const object =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) => {
    // The keys of a long list would be as many texts.
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject || ArrayBuffer.isView(value)) return `${show(value)} for an object`
    const surplus = Object.keys(value).find((key) => !Object.hasOwn(members, key))
    if (surplus !== undefined) return `the member ${show(surplus)}, which there is not`
    for (const [key, check] of Object.entries(members)) {
      const fault = check(ownMember(value, key))
      if (fault !== undefined) return `${fault} as ${key}`
    }
    return undefined
  }

function ownMember(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

/** An object that says by one member, its tag, which members it has. */
const variant =
  <Kind extends string>(tag: string, variants: Variants<Kind>): Check =>
  (value) => {
    const kind = ownMember(value, tag)
    if (typeof kind !== 'string' || !Object.hasOwn(variants, kind)) {
      return `${show(kind)} as ${tag}, where it is one of ${Object.keys(variants).join(', ')}`
    }
    return object({ [tag]: anything, ...variants[kind as Kind] })(value)
  }

function show(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const isLong = value.length > SHOWN_CHARS
      return JSON.stringify(isLong ? `${value.slice(0, SHOWN_CHARS)}…` : value)
    }
    case 'undefined':
      return 'nothing'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? 'a list' : 'an object'
    case 'number':
    case 'boolean':
      return String(value)
    default:
      return `a ${typeof value}`
  }
}

const OPERATORS: Readonly<Record<BinaryOperator, true>> = {
  add: true,
  sub: true,
  mul: true,
  div: true,
  rem: true,
  and: true,
  or: true,
  xor: true,
  shl: true,
  shr: true,
  shru: true,
  eq: true,
  ne: true,
  lt: true,
  le: true,
  gt: true,
  ge: true,
  min: true,
  max: true,
}

const numbers = listOf(number)

const triple: Check = (value) =>
  Array.isArray(value) && value.length === 3 ? numbers(value) : `${show(value)} for x, y and z`

const neighborhood = variant('kind', {
  named: { name: text },
  segment: { radiusCells: number },
  square: { radiusCells: number },
  diamond: { radiusCells: number },
  circle: { radiusCells: number },
  offsets: { dimensions: number, offsets: listOf(triple, MAX_LISTED_OFFSETS) },
})

const gatherings: Variants<Gathering['kind']> = {
  neighborhood: { neighborhood, withCenter: flag },
  block: {
    sizeCells: object({ x: number, y: number, z: number }),
    corners: listOf(triple, PROGRAM_LIMITS.corners),
  },
}

const measures: Variants<Measure['kind']> = {
  value: {},
  is: { value: number },
  table: { values: numbers },
}

const nodes: Variants<ProgramNode['op']> = {
  const: { value: number },
  own: { component: number },
  field: { channel: number },
  parameter: { parameter: number },
  rule: {},
  tick: {},
  coordinate: { axis: oneOf({ x: true, y: true, z: true }) },
  random: { draw: number },
  partition: { component: number, gathering: variant('kind', gatherings) },
  site: { partition: number, index: number },
  position: { partition: number },
  sum: {
    partition: number,
    measure: variant('kind', measures),
    weights: (value) => (value === undefined ? undefined : numbers(value)),
  },
  table: { inputs: listOf(object({ node: number, low: number, count: number })), values: int32s },
  tree: { inputs: numbers, arity: number, rows: int32s },
  binary: { operator: oneOf(OPERATORS), left: number, right: number },
  select: { condition: number, then: number, otherwise: number },
}

const name: Check = (value) =>
  typeof value === 'string' && value.length >= 1 && value.length <= MAX_NAME_CHARS
    ? undefined
    : `${show(value)} for a name of 1 to ${MAX_NAME_CHARS} characters`

const traits = listOf(
  object({ low: number, high: number, edge: oneOf({ zero: true, nearest: true }) }),
  PROGRAM_LIMITS.components - 1,
)

const checkProgram = object({
  version: number,
  dimensions: number,
  states: number,
  components: listOf(name, PROGRAM_LIMITS.components - 1),
  traits: (value) => (value === undefined ? undefined : traits(value)),
  channels: listOf(name, PROGRAM_LIMITS.channels),
  parameters: listOf(name, PROGRAM_LIMITS.parameters),
  rules: number,
  nodes: listOf(anything, PROGRAM_LIMITS.nodes),
  next: listOf(number, PROGRAM_LIMITS.components),
  writes: listOf(object({ channel: number, value: number }), PROGRAM_LIMITS.nodes),
})

/**
 * Checks that something is a program in all but its nodes, of which there are no more than may be.
 *
 * @throws {ProgramError} saying what is not.
 */
export function assertProgramHead(program: unknown): asserts program is RuleProgram {
  const found = checkProgram(program)
  if (found !== undefined) throw new ProgramError({ node: undefined, found })
}

/** What keeps something from being a node of a program; undefined where nothing does. */
export const findShapeFault: Check = variant('op', nodes)
