/** Appends nodes to an empty program and works out what they come to in one cell. */
import { type CellView, evaluateProgram } from '../rules/program/evaluate-program.ts'
import type { NodeId } from '../rules/program/program.ts'
import {
  createProgramBuilder,
  type ProgramBuilder,
  type ProgramHead,
} from '../rules/program/program-builder.ts'
import { validateProgram } from '../rules/program/validate-program.ts'

/** A cell that sees nothing but zeros. */
const NOTHING: CellView = {
  own: () => 0,
  field: () => 0,
  parameter: () => 0,
  rule: 0,
  tick: 0,
  x: 0,
  y: 0,
  z: 0,
  random: () => 0,
  gather: () => [],
  position: () => 0,
}

/**
 * The values of the nodes that `build` names.
 *
 * @throws {ProgramError} when what it appends is no program.
 */
export function evaluateNodes(
  head: Partial<ProgramHead>,
  view: Partial<CellView>,
  build: (code: ProgramBuilder) => readonly NodeId[],
): number[] {
  const code = createProgramBuilder({ dimensions: 2, states: 2, ...head })
  const wanted = build(code)
  const own = Array.from({ length: (head.components?.length ?? 0) + 1 }, (_, i) => code.own(i))
  const program = validateProgram(code.finish(own))
  const values = evaluateProgram(program, { ...NOTHING, ...view })
  return wanted.map((id) => values[id]!)
}
