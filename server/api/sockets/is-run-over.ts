/** Whether nothing may happen to a run any more. */
import { AUTOMATA_RUN_MACHINE, type RunState } from '../../../engine/resources/automata-run.ts'
import { isTerminal } from '../../../engine/resources/state-machine.ts'

export function isRunOver(state: RunState): boolean {
  return isTerminal(AUTOMATA_RUN_MACHINE, state)
}
