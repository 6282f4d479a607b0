/** What every kernel of a lattice demands of its setup, and of the numbers it is given. */
import { assertSize, countCells } from '../lattice/size.ts'
import {
  componentOf,
  type LatticeProgram,
  validateLattice,
} from '../rules/program/lattice-program.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { CellsError, PlaneError } from './errors.ts'
import type { LatticeSetup } from './lattice-kernel.ts'

/**
 * Checks a setup: size, topology, and that its passes are well formed.
 *
 * @throws {SizeError | TopologyError | NeighborhoodError} when the world cannot be.
 * @throws {ProgramError} when a pass is at fault.
 */
export function assertLatticeSetup({ size, topology, lattice }: LatticeSetup): void {
  assertSize(size)
  validateLattice(lattice)
  for (const { program } of lattice.passes) assertProgramTopology(size, topology, program)
}

/**
 * Finds a plane by its name, for `count` numbers from cell `firstCell` on.
 *
 * @returns its number among the lattice's planes.
 * @throws {PlaneError} when there is no such plane, or it ends before.
 */
export function findPlane(
  { size, lattice }: Pick<LatticeSetup, 'size' | 'lattice'>,
  wanted: LatticePlaneName,
  count: number,
  firstCell: number,
): number {
  const found = (componentOf(lattice, wanted) ?? 0) - 1
  const isInside = firstCell >= 0 && firstCell + count <= countCells(size)
  if (found === -1 || !isInside) throw new PlaneError(wanted)
  return found
}

/**
 * Checks that numbers are within their plane's bounds.
 *
 * @throws {CellsError} naming the first that is not.
 */
export function assertPlaneNumbers(
  { planes }: LatticeProgram,
  index: number,
  values: Int32Array,
): void {
  const { low, high, plane } = planes[index]!
  const fault = values.findIndex((value) => value < low || value > high)
  if (fault === -1) return
  throw new CellsError({
    found: `${values[fault]} at cell ${fault} of the ${plane.kind} plane`,
    wanted: `numbers from ${low} to ${high}`,
  })
}

/**
 * Checks that one number is within the bounds of a component: the states are 0, plane i is i + 1.
 *
 * @throws {CellsError} when it is not.
 */
export function assertNumberOf(
  { planes, states }: LatticeProgram,
  component: number,
  value: number,
): void {
  const plane = planes[component - 1]
  const { low, high } = plane ?? { low: 0, high: states - 1 }
  if (value >= low && value <= high) return
  throw new CellsError({
    found: `${value} in the ${plane?.plane.kind ?? 'state'} plane`,
    wanted: `numbers from ${low} to ${high}`,
  })
}

/** What a plane holds before anybody writes to it: the number nearest to 0 that it can. */
export function blankOf({ low, high }: LatticeProgram['planes'][number]): number {
  return Math.min(Math.max(0, low), high)
}
