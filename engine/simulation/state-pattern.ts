/** The present state of a simulation as a pattern, ready for any writer. */
import { cellListFromDense } from '../formats/cell-list.ts'
import type { PatternSource } from '../formats/pattern-source.ts'
import type { Simulation } from './simulation.ts'

/**
 * The whole world, with the rule in force, so that a file of it opens as the same world; of a world
 * without an end, what is alive and where it lies.
 *
 * @throws {StateTooLargeError} when that spans too many cells.
 */
export async function buildStatePattern(simulation: Simulation): Promise<PatternSource> {
  const { run, rule, tick } = simulation
  const { size, topology, dimensions, title } = run
  const { box, cells } = await simulation.readState()
  const { x, y, z } = box
  return {
    cells: cellListFromDense(cells, box.size),
    size: box.size,
    dimensions,
    rule,
    world: { size, topology },
    originInWorld: { x, y, z },
    name: title,
    generation: BigInt(tick),
  }
}
