/**
 * lambda_sensitivity: how loud a bit hears the fields.
 *
 * The contract has it from 0 to 1 with 0.5 for a bit of which nothing is said, so 0.5 is what hears a
 * field as it is: **seen = field * lambda / 0.5**, truncated toward zero. 0 is deaf, 1 hears twice as
 * much, and what would leave the range of fields stays at its end. A bit whose sensitivity nobody
 * touches sees exactly the field.
 *
 * No overflow: a field is below 2^17 in size and lambda at most 2^14, so that their product is at most
 * (2^17 - 1) * 2^14 = 2^31 - 2^14. The bias that makes a shift truncate is added to negative
 * products only, and brings them nearer to 0.
 *
 * A gain on what an automaton senses is the input gain of model neurons (E. Salinas, P. Thier, "Gain
 * modulation: a major computational principle of the central nervous system", Neuron 27, 2000, 15-21).
 */
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { PHYSICS_ONE } from './physics-parameter.ts'

/** The sensitivity that hears a field as it is, 0.5, and the bits it shifts by. */
const NEUTRAL = PHYSICS_ONE / 2
const NEUTRAL_BITS = 13

/** What a bit of this sensitivity (0 to 2^14) sees of a field (below 2^17 in size). */
export function seenField(field: number, sensitivity: number): number {
  const seen = ((field * sensitivity) / NEUTRAL) | 0
  return Math.min(Math.max(seen, -FIELD_LIMIT), FIELD_LIMIT)
}

/** The same as nodes. */
export function writeSeenField(code: ProgramBuilder, field: NodeId, sensitivity: NodeId): NodeId {
  const product = code.binary('mul', field, sensitivity)
  const isNegative = code.binary('shr', product, code.constant(31))
  const bias = code.binary('and', isNegative, code.constant(NEUTRAL - 1))
  const biased = code.binary('add', product, bias)
  const seen = code.binary('shr', biased, code.constant(NEUTRAL_BITS))
  const raised = code.binary('max', seen, code.constant(-FIELD_LIMIT))
  return code.binary('min', raised, code.constant(FIELD_LIMIT))
}
