/** What every kernel demands of its setup and of the cells it is given, whatever its back end. */
import { assertSize, countCells } from '../lattice/size.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import { CellsError } from './errors.ts'
import type { KernelSetup } from './kernel.ts'

/**
 * Checks a setup: size, topology, and that the rule's program is well formed.
 *
 * @throws {SizeError | TopologyError | NeighborhoodError} when the world cannot be.
 * @throws {ProgramError} when the program is at fault.
 */
export function assertSetup({ size, topology, rule }: Omit<KernelSetup, 'seed'>): void {
  assertSize(size)
  validateProgram(rule.program)
  assertProgramTopology(size, topology, rule.program)
}

/**
 * Checks that cells lie in the world and are of the rule's states.
 *
 * @param firstCell flat index of the first of them.
 * @throws {CellsError} naming the first fault.
 */
export function assertCells(
  { size, rule }: Pick<KernelSetup, 'size' | 'rule'>,
  cells: Uint8Array,
  firstCell: number,
): void {
  const count = countCells(size)
  if (firstCell < 0 || firstCell + cells.length > count) {
    throw new CellsError({
      found: `${cells.length} cells from cell ${firstCell} on`,
      wanted: `at most ${count} in all`,
    })
  }
  const { states } = rule
  if (states > 255 || unionOf(cells) < states) return
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]! >= states) {
      throw new CellsError({
        found: `state ${cells[i]} at cell ${firstCell + i}`,
        wanted: `states from 0 to ${states - 1}`,
      })
    }
  }
}

/** The bits that are set in any of the cells, so at least the highest of their states. */
function unionOf(cells: Uint8Array): number {
  let union = 0
  for (let i = 0; i < cells.length; i++) union |= cells[i]!
  return union
}
