/** What cells do when they are alone: the phases they go through until they are as before, or moved. */
import { type CellSet, displacementTo, type Vector } from './cell-set.ts'
import type { LoneWorld } from './lone-world.ts'

export interface Orbit {
  readonly period: number
  readonly displacement: Vector
  /** As many as the period, the first as given. */
  readonly phases: readonly CellSet[]
}

/** Cells of all phases together that are kept; what needs more is not followed. */
const MAX_ORBIT_CELLS = 2 ** 20

/**
 * Follows cells, alone in an endless world, until they come back.
 *
 * @returns undefined where they do not within `maxPeriod` ticks, die, or grow beyond what is kept.
 */
export function traceOrbit(world: LoneWorld, cells: CellSet, maxPeriod: number): Orbit | undefined {
  world.start(cells)
  const phases: CellSet[] = [cells]
  let kept = cells.count
  for (let period = 1; period <= maxPeriod; period++) {
    world.advance(1)
    const phase = world.read()
    const displacement = displacementTo(cells, phase)
    if (displacement !== undefined) return { period, displacement, phases }
    kept += phase.count
    if (phase.count === 0 || kept > MAX_ORBIT_CELLS) return undefined
    phases.push(phase)
  }
  return undefined
}
