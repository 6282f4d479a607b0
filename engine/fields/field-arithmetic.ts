/**
 * Arithmetic of fixed point as nodes of a program.
 *
 * A product with a coefficient is divided by 4096 and truncated toward zero, as SEMANTICS has it.
 * Division by a power of two is written as a shift with a bias for negative numbers: on vectors,
 * which have no division, that is three times as fast. Both numbers of a fraction are first
 * divided by the powers of two that they share, which changes nothing and saves the product where
 * the coefficient is itself a power of two.
 */
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'
import { COEFFICIENT_FRACTION_BITS } from './fixed-point.ts'

/** A node and the interval its value is known to lie in. */
export interface Term {
  readonly node: NodeId
  readonly low: number
  readonly high: number
}

/**
 * trunc(term * coefficient / 4096); undefined where the coefficient is 0.
 *
 * The caller knows that the product and 4095 more stay within 32 bits.
 */
export function scaleTerm(code: ProgramBuilder, term: Term, coefficient: number): Term | undefined {
  if (coefficient === 0) return undefined
  const shared = Math.min(trailingZeros(coefficient), COEFFICIENT_FRACTION_BITS)
  const factor = coefficient >> shared
  const bits = COEFFICIENT_FRACTION_BITS - shared
  const product = factor === 1 ? term.node : code.binary('mul', term.node, code.constant(factor))
  const part = (end: number) => Math.trunc((end * coefficient) / 2 ** COEFFICIENT_FRACTION_BITS)
  const node = divideByPower(code, product, bits, term.low >= 0)
  return { node, low: part(term.low), high: part(term.high) }
}

function divideByPower(
  code: ProgramBuilder,
  node: NodeId,
  bits: number,
  isNeverNegative: boolean,
): NodeId {
  if (bits === 0) return node
  const by = code.constant(bits)
  if (isNeverNegative) return code.binary('shr', node, by)
  // All bits are the sign; the bias keeps as many of them as are shifted out.
  const sign = code.binary('shr', node, code.constant(31))
  const bias = code.binary('shru', sign, code.constant(32 - bits))
  return code.binary('shr', code.binary('add', node, bias), by)
}

const trailingZeros = (value: number) => 31 - Math.clz32(value & -value)

/** The sum of some nodes, none of which may be missing. */
export function addNodes(code: ProgramBuilder, nodes: readonly NodeId[]): NodeId {
  return nodes.reduce((sum, node) => code.binary('add', sum, node))
}

/** A node brought into a range. */
export function clampNode(
  code: ProgramBuilder,
  node: NodeId,
  { low, high }: { readonly low: number; readonly high: number },
): NodeId {
  const raised = code.binary('max', node, code.constant(low))
  return code.binary('min', raised, code.constant(high))
}
