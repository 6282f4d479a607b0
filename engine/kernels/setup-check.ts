/**
 * What every kernel demands of its setup, and of the cells and numbers it is given, whatever its
 * back end.
 */
import { assertSize, countCells, type Size } from '../lattice/size.ts'
import { ProgramError } from '../rules/errors.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { PlaneName } from '../rules/program/plane-name.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import type { Rule } from '../rules/rule.ts'
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
  const { traits } = validateProgram(rule.program)
  if (traits !== undefined) {
    throw new ProgramError({
      node: undefined,
      found: 'traits, which only passes of a lattice have',
    })
  }
  assertProgramTopology(size, topology, rule.program)
}

/**
 * Checks that cells lie in the world and are of the rule's states.
 *
 * @param firstCell flat index of the first of them.
 * @throws {CellsError} naming the first fault.
 */
export function assertCells(
  { size, rule }: { readonly size: Size; readonly rule: Pick<Rule, 'states'> },
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

/**
 * Checks that numbers are within what their plane may hold: rules that there are, channels within
 * their range, and anything for components and parameters.
 *
 * @throws {CellsError} naming the first fault.
 */
export function assertNumbers(
  { rule }: Pick<KernelSetup, 'rule'>,
  { kind }: PlaneName,
  values: Int32Array,
): void {
  if (kind === 'component' || kind === 'parameter') return
  const low = kind === 'channel' ? -FIELD_LIMIT : 0
  const high = kind === 'channel' ? FIELD_LIMIT : rule.program.rules - 1
  const fault = values.findIndex((value) => value < low || value > high)
  if (fault === -1) return
  throw new CellsError({
    found: `${values[fault]} at cell ${fault} of the ${kind} plane`,
    wanted: `numbers from ${low} to ${high}`,
  })
}

/** The bits that are set in any of the cells, so at least the highest of their states. */
function unionOf(cells: Uint8Array): number {
  let union = 0
  for (let i = 0; i < cells.length; i++) union |= cells[i]!
  return union
}
