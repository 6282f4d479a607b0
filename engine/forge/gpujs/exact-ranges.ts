/**
 * Which values the nodes of a program can have in a world of known size, as floats must hold them.
 *
 * Floats are exact for integers up to 2^24 in size and no further, so a program runs in floats only
 * if every value it computes provably stays within. The proof is that of `node-ranges.ts`, node by
 * node, with two refinements: coordinates end where the world does, and bits of small negative
 * numbers give small numbers.
 */
import type { Size } from '../../lattice/size.ts'
import { type NodeRange, rangesOf } from '../../rules/program/node-ranges.ts'
import { printProgram } from '../../rules/program/print-program.ts'
import type { NodeId, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { inputsOf, renameInputs } from '../../rules/program/program-graph.ts'
import { ExactRangeError } from './errors.ts'

/** The largest size up to which floats hold every integer: a significand of 24 bits. */
export const EXACT_LIMIT = 2 ** 24

/** The range of every node; of a partition, that of the values it gathers. */
export function exactRangesOf(program: RuleProgram, size: Size): NodeRange[] {
  const ranges: NodeRange[] = []
  for (const node of program.nodes) ranges.push(rangeIn(program, size, node, ranges))
  return ranges
}

function rangeIn(
  program: RuleProgram,
  size: Size,
  node: ProgramNode,
  ranges: readonly NodeRange[],
): NodeRange {
  if (node.op === 'coordinate') return { low: 0, high: size[node.axis] - 1 }
  const inputs = [...new Set(inputsOf(node))]
  const standIns = inputs.map((id): ProgramNode => {
    const input = program.nodes[id]!
    return input.op === 'partition' ? input : constantsOf(ranges[id]!)
  })
  const last = renameInputs(node, (id) => inputs.indexOf(id))
  const range = rangesOf({ ...program, nodes: [...standIns, last] }).at(-1)!
  if (node.op !== 'binary') return range
  const { operator, left, right } = node
  if (operator !== 'and' && operator !== 'or' && operator !== 'xor') return range
  const bits = signedBitsOf([ranges[left]!, ranges[right]!])
  return {
    low: Math.max(range.low, -(2 ** (bits - 1))),
    high: Math.min(range.high, 2 ** (bits - 1) - 1),
  }
}

/** A node that has both ends of a range among its values, and nothing beyond them. */
const constantsOf = ({ low, high }: NodeRange): ProgramNode => ({
  op: 'table',
  inputs: [],
  values: Int32Array.of(low, high),
})

/** Bits of the narrowest two's complement that holds all these ranges. */
export function signedBitsOf(ranges: readonly NodeRange[]): number {
  const bitsOf = (value: number) => 33 - Math.clz32(value < 0 ? ~value : value)
  return Math.max(...ranges.map(({ low, high }) => Math.max(bitsOf(low), bitsOf(high))))
}

/**
 * Checks that something a node computes stays exact.
 *
 * @param what words for it: "its value", "a partial sum".
 * @throws {ExactRangeError} where it may not.
 */
export function assertExact(
  program: RuleProgram,
  id: NodeId,
  { low, high }: NodeRange,
  what = 'its value',
): void {
  if (low >= -EXACT_LIMIT && high <= EXACT_LIMIT) return
  throw new ExactRangeError({ node: printLine(program, id), what, low, high, limit: EXACT_LIMIT })
}

/** A node as `printProgram` has it, without its range, which is that of any world. */
function printLine(program: RuleProgram, id: NodeId): string {
  const line = printProgram(program).split('\n')[id + 1]!
  return line.trim().replace(/\s+: -?\d+\.\.-?\d+$/, '')
}
