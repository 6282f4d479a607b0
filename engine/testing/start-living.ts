/** Starts the simulation of a scenario that names no files. */
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { SimulationOptions } from '../simulation/create-world.ts'
import { Simulation } from '../simulation/simulation.ts'

/** @throws as compiling and starting do. */
export async function startLiving(
  text: string,
  options: SimulationOptions = { backend: 'wasm' },
): Promise<Simulation> {
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  return Simulation.start(run, options)
}
