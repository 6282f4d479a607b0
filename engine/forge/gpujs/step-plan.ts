/** Which nodes a kernel computes, and the proof that all of them stay exact. */
import type { Size } from '../../lattice/size.ts'
import type { NodeRange } from '../../rules/program/node-ranges.ts'
import type { NodeId, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { inputsOf } from '../../rules/program/program-graph.ts'
import { GpuJsLimitError } from './errors.ts'
import { assertExact, exactRangesOf } from './exact-ranges.ts'

/** More nodes than these make a shader that devices take minutes to compile. */
const MAX_NODES = 2048

export interface StepPlan {
  readonly program: RuleProgram
  readonly ranges: readonly NodeRange[]
  /** The nodes to compute, in their order, partitions among them. */
  readonly needed: readonly NodeId[]
}

/** What keeping the low bits of a number comes down to. */
export type Masking =
  /** All of its bits are among them. */
  | { readonly kind: 'same'; readonly of: NodeId }
  /** The remainder by a power of two, never negative. */
  | { readonly kind: 'remainder'; readonly of: NodeId; readonly modulus: number }

/**
 * The plan of a kernel that computes these nodes.
 *
 * @throws {ExactRangeError} naming the first node that may leave the exact integers.
 * @throws {GpuJsLimitError} when there are too many nodes.
 */
export function planStep(program: RuleProgram, size: Size, outputs: readonly NodeId[]): StepPlan {
  const ranges = exactRangesOf(program, size)
  const live = new Set(outputs)
  for (let id = program.nodes.length - 1; id >= 0; id--) {
    if (live.has(id)) for (const input of usedInputs(program, ranges, id)) live.add(input)
  }
  const needed = [...live].sort((a, b) => a - b)
  if (needed.length > MAX_NODES) {
    throw new GpuJsLimitError({ limit: 'nodes', allowed: MAX_NODES, wanted: needed.length })
  }
  for (const id of needed) assertExact(program, id, ranges[id]!)
  return { program, ranges, needed }
}

function usedInputs(
  program: RuleProgram,
  ranges: readonly NodeRange[],
  id: NodeId,
): readonly NodeId[] {
  const node = program.nodes[id]!
  const masking = maskingOf(program, ranges, node)
  return masking === undefined ? inputsOf(node) : [masking.of]
}

/** What an `and` with a constant 2^k - 1 comes down to; undefined for all other nodes. */
export function maskingOf(
  { nodes }: RuleProgram,
  ranges: readonly NodeRange[],
  node: ProgramNode,
): Masking | undefined {
  if (node.op !== 'binary' || node.operator !== 'and') return undefined
  const sides = [
    [node.left, nodes[node.right]!],
    [node.right, nodes[node.left]!],
  ] as const
  for (const [of, mask] of sides) {
    if (mask.op !== 'const' || mask.value < 0 || (mask.value & (mask.value + 1)) !== 0) continue
    const { low, high } = ranges[of]!
    if (low >= 0 && high <= mask.value) return { kind: 'same', of }
    return { kind: 'remainder', of, modulus: mask.value + 1 }
  }
  return undefined
}
