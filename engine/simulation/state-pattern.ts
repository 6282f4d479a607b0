/** The present state of a simulation as a pattern, ready for any writer. */
import { cellListFromDense } from '../formats/cell-list.ts'
import type { PatternSource } from '../formats/pattern-source.ts'
import type { Simulation } from './simulation.ts'

/** The whole world, with the rule in force, so that a file of it opens as the same world. */
export async function buildStatePattern(simulation: Simulation): Promise<PatternSource> {
  const { run, rule, tick } = simulation
  const { size, topology, dimensions, title } = run
  return {
    cells: cellListFromDense(await simulation.readCells(), size),
    size,
    dimensions,
    rule,
    world: { size, topology },
    originInWorld: { x: 0, y: 0, z: 0 },
    name: title,
    generation: BigInt(tick),
  }
}
