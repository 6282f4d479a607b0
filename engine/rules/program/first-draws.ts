/** Which draws of a cell belong to which of a world's rules. */
import type { RuleProgram } from './program.ts'

/**
 * The number of each program's first draw where all are parts of one pass: those of the programs
 * before it come first, so that no two rules share a draw.
 */
export function listFirstDraws(programs: readonly RuleProgram[]): readonly number[] {
  let next = 0
  return programs.map((program) => {
    const first = next
    next += countDraws(program)
    return first
  })
}

/** Draws of a program: one more than the greatest number of them. */
function countDraws({ nodes }: RuleProgram): number {
  const draws = nodes.map((node) => (node.op === 'random' ? node.draw + 1 : 0))
  return Math.max(0, ...draws)
}
