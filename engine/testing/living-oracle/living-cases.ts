/** That living worlds become what the oracle says, on any back end: the first difference is named. */
import fc from 'fast-check'
import { isNamedError } from '../../named-error.ts'
import { formatPlane } from '../../rules/program/plane-name.ts'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import type { Run } from '../../scenario/run.ts'
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'
import type { SimulationOptions } from '../../simulation/create-world.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { anyLivingDocument, LAST_EVENT_TICK } from './any-living-document.ts'
import { LivingOracle } from './living-oracle.ts'

const TICKS = LAST_EVENT_TICK + 3

const noFiles = () => Promise.reject(new Error('these documents name no files'))

/** Compiles a random document; one whose meta-rules might go round is passed over. */
async function compile(document: ScenarioDocument): Promise<Run> {
  try {
    return await compileScenario(JSON.stringify(document), noFiles)
  } catch (error) {
    fc.pre(!(isNamedError(error) && /can never hold|in a cycle|cycle/.test(error.message)))
    throw error
  }
}

/** The property that a world is what the oracle says, in every plane after each tick. */
export function agreesWithOracle(
  options: SimulationOptions,
  documents: fc.Arbitrary<ScenarioDocument> = anyLivingDocument,
): fc.IAsyncProperty<[ScenarioDocument]> {
  return fc.asyncProperty(documents, async (document) => {
    const run = await compile(document)
    const oracle = new LivingOracle(document)
    const simulation = await Simulation.start(run, options)
    try {
      await compareStates(simulation, oracle)
      for (let tick = 1; tick <= TICKS; tick++) {
        oracle.advance()
        await simulation.advance(1)
        await compareStates(simulation, oracle)
      }
    } finally {
      simulation.dispose()
    }
  })
}

/** @throws naming tick, plane and cell of the first difference. */
async function compareStates(simulation: Simulation, oracle: LivingOracle): Promise<void> {
  const { cells } = await simulation.readState()
  compare('state', cells, oracle.readPlane('state', ''), oracle)
  await simulation.readPlanes((values, plane) => {
    compare(formatPlane(plane), values, oracle.readPlane(plane.kind, plane.name), oracle)
  })
}

function compare(
  plane: string,
  found: ArrayLike<number>,
  expected: readonly number[],
  { tick, sites }: LivingOracle,
): void {
  const at = expected.findIndex((value, index) => value !== found[index])
  if (at === -1 && found.length === expected.length) return
  const { x, y, z } = sites[at] ?? { x: -1, y: -1, z: -1 }
  throw new Error(
    `tick ${tick}, plane ${plane}, cell (${x}, ${y}, ${z}): ` +
      `it is ${found[at]} and should be ${expected[at]}`,
  )
}
