/** From a replay file to its run, which needs no other file. */
import type { EditEvent } from '../../protocol/inspect-api.ts'
import { RunSetupError } from '../../scenario/errors.ts'
import type { Run } from '../../scenario/run.ts'
import type { SimulationOptions } from '../create-world.ts'
import { EditLog } from '../edit-log.ts'
import { loadRun } from '../load-run.ts'
import { identifyRun, RUN_PARTS } from '../run-identity.ts'
import { Simulation } from '../simulation.ts'
import { ReplayFileError, ReplayOfAnotherRunError } from './errors.ts'
import type { Replay } from './read-replay.ts'
import type { ReplayInput } from './replay-record.ts'
import { readSource } from './replay-source.ts'

/**
 * The run that a replay was recorded of.
 *
 * @throws {ReplayOfAnotherRunError} where what the header holds is another run than it names.
 * @throws the errors of `loadRun` and `readSource`.
 */
export async function openReplayRun({ header }: Replay): Promise<Run> {
  const run = await loadRun(readSource(header.source))
  const own = await identifyRun(run)
  const parts = RUN_PARTS.filter((part) => header.identity[part] !== own[part])
  if (`${run.seed}` !== header.seed && !parts.includes('seed')) parts.push('seed')
  if (parts.length > 0) throw new ReplayOfAnotherRunError({ parts })
  return run
}

/**
 * Starts the run of a replay at its first tick; what was done by hand is done at its ticks again.
 *
 * @throws {ReplayFileError} naming the line of an edit that does not fit the run.
 * @throws the errors of `Simulation.start`.
 */
export async function startReplay(
  replay: Replay,
  run: Run,
  options: SimulationOptions,
): Promise<Simulation> {
  const simulation = await Simulation.start(run, options)
  try {
    const edits = new EditLog()
    await edits.begin(simulation, compileInputs(edits, simulation, replay))
    return simulation
  } catch (error) {
    simulation.dispose()
    throw error
  }
}

/** An input as the event that it is. */
export function eventOfInput({ tick, order }: ReplayInput): EditEvent {
  return { ...order, tick } as EditEvent
}

function compileInputs(edits: EditLog, simulation: Simulation, { inputs, inputLines }: Replay) {
  try {
    return edits.compile(simulation, inputs.map(eventOfInput))
  } catch (error) {
    if (!(error instanceof RunSetupError)) throw error
    for (const [i, input] of inputs.entries()) {
      const fault = faultOf(edits, simulation, input)
      if (fault === undefined) continue
      const wanted = 'an order that fits the run is wanted'
      throw new ReplayFileError(
        { line: inputLines[i], found: fault.message, wanted },
        { cause: fault },
      )
    }
    throw error
  }
}

function faultOf(edits: EditLog, simulation: Simulation, input: ReplayInput) {
  try {
    edits.compile(simulation, [eventOfInput(input)])
    return undefined
  } catch (error) {
    if (error instanceof RunSetupError) return error
    throw error
  }
}
