/** From a run to its orbit, where it has one that a state can prove. */
import { isUnbounded, type Size } from '../../lattice/size.ts'
import type { KeptState, Space, WorldOrbit } from '../../metrics/attractor/orbit.ts'
import {
  findShifts,
  findTurning,
  type ShiftLattice,
} from '../../metrics/attractor/shift-lattice.ts'
import type { Run } from '../../scenario/run.ts'
import { findRuleAt } from '../run-identity.ts'
import type { Simulation } from '../simulation.ts'
import { BoundedOrbit, type OrbitPlan } from './bounded-orbit.ts'
import { EndlessOrbit } from './endless-orbit.ts'

/** The orbit of a simulation from `start` on, which stays the caller's. */
export function openOrbit(
  simulation: Simulation,
  time: Pick<OrbitPlan, 'start' | 'period'>,
): WorldOrbit<KeptState> {
  const { run } = simulation
  const plan = { ...time, space: describeSpace(run, time) }
  return isUnbounded(run.size)
    ? new EndlessOrbit(simulation, plan)
    : new BoundedOrbit(simulation, plan)
}

/** How the world of a run may be moved and turned, under the rule that it has in the end. */
function describeSpace(run: Run, { start, period }: Pick<OrbitPlan, 'start' | 'period'>): Space {
  const { program, dimensions } = findRuleAt(run, start)
  const isLiving = run.living !== undefined
  const shifts = isLiving ? undefined : findShifts(program, run.size, run.topology)
  const { orientations, isKept } = findTurning(program)
  const isOpen = shifts !== undefined && isFree(shifts, run.size)
  return { dimensions, shifts, orientations, isUniform: isOpen && isKept, phases: period }
}

/** Whether any shift along any axis changes nothing but places. */
function isFree({ steps, hasEvenSums }: ShiftLattice, { x, y, z }: Size): boolean {
  return !hasEvenSums && [x, y, z].every((length, axis) => length === 1 || steps[axis] === 1)
}
