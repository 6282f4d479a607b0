/** What a script says of its rule before its function: `rule({ states: 3, ... }, function)`. */
import type {
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Node,
  Property,
} from 'acorn'
import type { NeighborhoodSpec } from '../../lattice/neighborhood.ts'
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { isNamedError } from '../../named-error.ts'
import { neighborhoods3d } from '../neighborhoods-3d.ts'
import { PROGRAM_LIMITS } from '../program/program.ts'
import type { ScriptSource } from './script-source.ts'

/** A function as it is written, declared by a name or not. */
export type ScriptFunction = ArrowFunctionExpression | FunctionExpression | FunctionDeclaration

export interface ScriptHead {
  readonly states: number
  readonly neighborhood: NeighborhoodSpec
  readonly channels: readonly string[]
  readonly parameters: readonly string[]
}

/** Neighborhoods by the names a script gives them. */
const namedNeighborhoods: Readonly<Record<string, NeighborhoodSpec>> = {
  elementary: { kind: 'named', name: 'elementary' },
  moore: { kind: 'named', name: 'moore-2d' },
  'von-neumann': { kind: 'named', name: 'von-neumann-2d' },
  hexagonal: { kind: 'named', name: 'hexagonal-2d' },
  ...Object.fromEntries(
    neighborhoods3d.flatMap(({ name, spellings }) =>
      [name, ...spellings].map((key) => [key, { kind: 'named', name } as const]),
    ),
  ),
}

/**
 * Splits a script into its head and its function. Without a head a rule has two states and looks
 * at the eight cells around.
 *
 * @throws {ScriptError} pointing at what is no part of a head.
 */
export function readScriptHead(
  source: ScriptSource,
  root: Node,
): { readonly head: ScriptHead; readonly body: ScriptFunction } {
  if (isFunction(root)) return { head: readOptions(source, []), body: root }
  const call = root as { type: string; callee?: Node; arguments?: Node[] } & Node
  const [options, body, more] = call.arguments ?? []
  const isRule =
    call.type === 'CallExpression' &&
    call.callee?.type === 'Identifier' &&
    source.text.slice(call.callee.start, call.callee.end) === 'rule'
  if (!isRule || options === undefined || body === undefined || more !== undefined) {
    source.fail(root, 'a function is wanted, or rule({ states: 2 }, function)')
  }
  if (options.type !== 'ObjectExpression') source.fail(options, 'an object of options is wanted')
  if (!isFunction(body)) source.fail(body, 'a function is wanted')
  const { properties } = options as Node & { properties: Node[] }
  return { head: readOptions(source, properties), body }
}

function isFunction(node: Node): node is ScriptFunction {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
}

function readOptions(source: ScriptSource, properties: readonly Node[]): ScriptHead {
  const options = new Map<string, Node>()
  for (const node of properties) {
    const property = node as Property
    const key = source.text.slice(property.key?.start, property.key?.end)
    const isPlain = node.type === 'Property' && !property.computed && property.kind === 'init'
    if (!isPlain || !['states', 'neighborhood', 'channels', 'parameters'].includes(key)) {
      source.fail(node, 'the options are states, neighborhood, channels and parameters')
    }
    if (options.has(key)) source.fail(node, `${key} is said twice`)
    options.set(key, property.value)
  }
  const names = (key: string, limit: number) => {
    const node = options.get(key)
    return node === undefined ? [] : readNames(source, node, limit)
  }
  const states = options.get('states')
  const neighborhood = options.get('neighborhood')
  return {
    states: states === undefined ? 2 : readWhole(source, states, 2, 256),
    neighborhood:
      neighborhood === undefined
        ? { kind: 'named', name: 'moore-2d' }
        : readNeighborhood(source, neighborhood),
    channels: names('channels', PROGRAM_LIMITS.channels),
    parameters: names('parameters', PROGRAM_LIMITS.parameters),
  }
}

function readWhole(source: ScriptSource, node: Node, low: number, high: number): number {
  const value = numberOf(node)
  if (value !== undefined && Number.isInteger(value) && value >= low && value <= high) return value
  return source.fail(node, `a whole number from ${low} to ${high} is wanted`)
}

/** The number a literal is, with or without a minus. */
function numberOf(node: Node): number | undefined {
  const literal = node as Node & { value?: unknown; operator?: string; argument?: Node }
  if (node.type === 'Literal' && typeof literal.value === 'number') return literal.value
  if (node.type !== 'UnaryExpression' || literal.operator !== '-') return undefined
  const positive = numberOf(literal.argument!)
  return positive === undefined ? undefined : -positive
}

function elementsOf(source: ScriptSource, node: Node): Node[] {
  const { elements } = node as Node & { elements?: (Node | null)[] }
  if (node.type !== 'ArrayExpression' || elements === undefined)
    source.fail(node, 'a list is wanted')
  return elements.map((element) => element ?? source.fail(node, 'a list without gaps is wanted'))
}

function readNames(source: ScriptSource, node: Node, limit: number): string[] {
  const names = elementsOf(source, node).map((element) => {
    const { value } = element as Node & { value?: unknown }
    const isName = typeof value === 'string' && /^[A-Za-z_][\w-]{0,40}$/.test(value)
    return isName ? value : source.fail(element, 'a name in quotes is wanted')
  })
  if (names.length > limit) source.fail(node, `at most ${limit} names are possible`)
  if (new Set(names).size < names.length) source.fail(node, 'each name is wanted once')
  return names
}

function readNeighborhood(source: ScriptSource, node: Node): NeighborhoodSpec {
  const { value } = node as Node & { value?: unknown }
  if (typeof value === 'string') {
    const known = Object.hasOwn(namedNeighborhoods, value) ? namedNeighborhoods[value] : undefined
    return (
      known ??
      source.fail(node, `the neighborhoods are ${Object.keys(namedNeighborhoods).join(', ')}`)
    )
  }
  const offsets = elementsOf(source, node).map((element) => {
    const numbers = elementsOf(source, element).map((axis) => readWhole(source, axis, -64, 64))
    if (numbers.length < 1 || numbers.length > 3)
      source.fail(element, 'one to three numbers are wanted')
    const [dx = 0, dy = 0, dz = 0] = numbers
    return { at: [dx, dy, dz] as const, dimensions: numbers.length }
  })
  const dimensions = Math.max(1, ...offsets.map((offset) => offset.dimensions)) as 1 | 2 | 3
  const list = offsets.map(({ at }) => at)
  list.sort((a, b) => a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
  const spec: NeighborhoodSpec = { kind: 'offsets', dimensions, offsets: list }
  try {
    buildNeighborhood(spec)
    return spec
  } catch (error) {
    if (!isNamedError(error)) throw error
    return source.fail(node, error.message)
  }
}
