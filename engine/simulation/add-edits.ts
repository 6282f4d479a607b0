/** A run with its edits among its commands, as a scenario that lists them as events would have them. */
import type { EditEvent } from '../protocol/inspect-api.ts'
import { ticksOfEdit } from '../scenario/compile-edit.ts'
import type { Command, Run } from '../scenario/run.ts'
import { EditLog } from './edit-log.ts'

/**
 * The run that comes to the same states as `run` with these edits made by hand.
 *
 * @throws {RunSetupError} when one is malformed or does not fit the world.
 */
export function addEdits(run: Run, edits: readonly EditEvent[]): Run {
  if (edits.length === 0) return run
  const compiled = new EditLog().compile({ run }, edits)
  const added = compiled.flatMap(({ tick, command, document }) =>
    Array.from({ length: ticksOfEdit(document) }, (_, after): Command => {
      return { ...command, tick: tick + after }
    }),
  )
  // Behind the run's own of the same tick: sorting is stable.
  const commands = [...run.commands, ...added].sort((a, b) => a.tick - b.tick)
  return { ...run, commands }
}
