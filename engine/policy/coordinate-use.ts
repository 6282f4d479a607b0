/**
 * What policies want to know about a coordinate, so that one verdict can stand for many sites.
 *
 * Where policies only compare an axis with numbers they name, they cannot tell apart two values
 * that lie between the same two of these numbers. So each axis is cut there, and a site is known by
 * the part it lies in. An axis nobody looks at is one part; one that is calculated with is taken as
 * it is.
 */
import type { GridPoint } from '../lattice/zones.ts'

/** How policies look at one axis. */
export type AxisUse =
  /** The numbers it is compared with, rising; none where it plays no part. */
  | { readonly kind: 'compared'; readonly cuts: readonly number[] }
  /** In ways that may tell any two values apart. */
  | { readonly kind: 'calculated' }

export type CoordinateUse = Readonly<Record<keyof GridPoint, AxisUse>>

type Axis = keyof GridPoint

const AXES = ['x', 'y', 'z'] as const satisfies readonly Axis[]

const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const

type Node = Readonly<Record<string, unknown>>

/**
 * Finds out how policies look at coordinates.
 *
 * @param conditions those of all policies, in Cedar's JSON form. What is not understood there is
 * taken to calculate.
 */
export function findCoordinateUse(conditions: readonly unknown[]): CoordinateUse {
  const cuts = { x: new Set<number>(), y: new Set<number>(), z: new Set<number>() }
  const calculated = new Set<Axis>()
  const calculate = (axes: readonly Axis[]) => {
    for (const axis of axes) calculated.add(axis)
  }
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    if (!isNode(value)) return
    const comparison = readComparison(value)
    const axis = readAxis(value)
    if (comparison !== undefined) cuts[comparison.axis].add(comparison.number)
    else if (axis !== undefined) calculate([axis])
    else if (isContext(value) || isCoordinate(value)) calculate(AXES)
    else if (!asksOnlyForPresence(value) && !readsOtherField(value)) {
      Object.values(value).forEach(visit)
    }
  }
  conditions.forEach(visit)
  const lookAt = (axis: Axis): AxisUse =>
    calculated.has(axis)
      ? { kind: 'calculated' }
      : { kind: 'compared', cuts: [...cuts[axis]].sort((a, b) => a - b) }
  return { x: lookAt('x'), y: lookAt('y'), z: lookAt('z') }
}

/**
 * The part of an axis that a value lies in: even numbers between two cuts, odd ones for the cuts
 * themselves. No policy tells two values of one part from each other.
 */
export function partOf(use: AxisUse, value: number): number {
  if (use.kind === 'calculated') return value
  let low = 0
  let high = use.cuts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (use.cuts[middle]! < value) low = middle + 1
    else high = middle
  }
  return use.cuts[low] === value ? 2 * low + 1 : 2 * low
}

/** An axis that is compared with a number that JavaScript holds exactly. */
function readComparison(node: Node): { axis: Axis; number: number } | undefined {
  for (const operator of COMPARISONS) {
    const sides = node[operator]
    if (!isNode(sides)) continue
    const axis = readAxis(sides.left) ?? readAxis(sides.right)
    const number = readNumber(sides.left) ?? readNumber(sides.right)
    if (axis !== undefined && number !== undefined) return { axis, number }
  }
  return undefined
}

function readNumber(value: unknown): number | undefined {
  const number = isNode(value) ? value.Value : undefined
  return Number.isSafeInteger(number) ? (number as number) : undefined
}

/** `context.coord.x` */
function readAxis(value: unknown): Axis | undefined {
  const field = readField(value)
  return field !== undefined && isCoordinate(field.left)
    ? AXES.find((axis) => axis === field.attr)
    : undefined
}

/** `context.coord` */
function isCoordinate(value: unknown): boolean {
  const field = readField(value)
  return field !== undefined && isContext(field.left) && field.attr === 'coord'
}

/** `context.attributes`, which holds no coordinate. */
function readsOtherField(node: Node): boolean {
  const field = readField(node)
  return field !== undefined && isContext(field.left) && field.attr !== 'coord'
}

/** `context has coord`, which is so for every site. */
function asksOnlyForPresence(node: Node): boolean {
  return isNode(node.has) && (isContext(node.has.left) || isCoordinate(node.has.left))
}

function isContext(value: unknown): boolean {
  return isNode(value) && value.Var === 'context'
}

function readField(value: unknown): { left: unknown; attr: unknown } | undefined {
  const field = isNode(value) ? value['.'] : undefined
  return isNode(field) ? { left: field.left, attr: field.attr } : undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
