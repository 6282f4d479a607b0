/**
 * How a program depends on the tick, besides what it sees: not at all, in a rhythm, or freely.
 *
 * A rhythm is what `tick rem 6` or `(tick + x) and 1` give, and grids of blocks that move. With it, a
 * state and the tick modulo the rhythm decide all that follows. It holds for ticks below 2^31, up to
 * which the tick that programs see is the tick itself.
 */

import type { NodeId, ProgramNode, RuleProgram } from './program.ts'
import { inputsOf, liveNodesOf } from './program-graph.ts'

/** The last tick up to which a rhythm holds. */
export const LAST_RHYTHMIC_TICK = 2 ** 31 - 1

/** What a node's value does as only the tick goes on. */
interface Course {
  /** After so many ticks it is as before; of a sum with the tick, all but the tick's part. */
  readonly period: number
  /** Whether it is a sum or product with the tick, whose low bits alone have a rhythm. */
  readonly grows: boolean
}

const STEADY: Course = Object.freeze({ period: 1, grows: false })

/** Longer rhythms are none: nobody would wait for them. */
const MAX_PERIOD = 2 ** 24

/**
 * After how many ticks a program does the same with the same state: 1 where it does not look at the
 * tick, undefined where it looks at it in another way than by a rhythm.
 */
export function findTickPeriod(program: RuleProgram): number | undefined {
  const { nodes } = program
  const courses: (Course | undefined)[] = []
  let period: number | undefined = 1
  const live = liveNodesOf(program)
  for (const [id, node] of nodes.entries()) {
    if (!live.has(id)) {
      courses.push(STEADY)
      continue
    }
    courses.push(courseOf(node, nodes, courses))
    if (node.op === 'partition' && node.gathering.kind === 'block') {
      period = period && leastCommonMultiple(period, node.gathering.corners.length)
    }
  }
  const outputs = [...program.next, ...program.writes.map(({ value }) => value)]
  for (const output of outputs) {
    const course = courses[output]
    if (course === undefined || course.grows) return undefined
    period = period && leastCommonMultiple(period, course.period)
  }
  return period
}

/** The least common multiple; undefined where it is too long to wait for. */
export function leastCommonMultiple(a: number, b: number): number | undefined {
  const gcd = (p: number, q: number): number => (q === 0 ? p : gcd(q, p % q))
  const multiple = (a / gcd(a, b)) * b
  return multiple <= MAX_PERIOD ? multiple : undefined
}

function courseOf(
  node: ProgramNode,
  nodes: readonly ProgramNode[],
  courses: readonly (Course | undefined)[],
): Course | undefined {
  if (node.op === 'tick') return { period: 1, grows: true }
  const inputs = inputsOf(node).map((id) => courses[id])
  let period: number | undefined = 1
  for (const input of inputs) {
    if (input === undefined || period === undefined) return undefined
    period = leastCommonMultiple(period, input.period)
  }
  if (period === undefined) return undefined
  if (!inputs.some((input) => input?.grows)) return { period, grows: false }
  if (node.op !== 'binary') return undefined
  const { operator, left, right } = node
  if (operator === 'add' || operator === 'sub' || operator === 'mul') return { period, grows: true }
  const constantOf = (id: NodeId) => {
    const found = nodes[id]!
    return found.op === 'const' ? found.value : undefined
  }
  const beat = findBeat(operator, nodes[left]!, constantOf(left), constantOf(right))
  const common = beat && leastCommonMultiple(period, beat)
  return common === undefined ? undefined : { period: common, grows: false }
}

/** The rhythm of what is left of a sum with the tick: its low bits, or of the tick its remainder. */
function findBeat(
  operator: string,
  leftNode: ProgramNode,
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  const constant = right ?? left
  if (constant === undefined) return undefined
  if (operator === 'and' && constant >= 0) return 2 ** (32 - Math.clz32(constant))
  const isOfTick = operator === 'rem' && leftNode.op === 'tick' && right !== undefined
  return isOfTick && right !== 0 ? Math.abs(right) : undefined
}
