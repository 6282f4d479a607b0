/** Whether nothing may happen to a run any more. */
import { RUN_MOVES, type RunState } from '../../../engine/resources/automata-run.ts'

export function isRunOver(state: RunState): boolean {
  return Object.keys(RUN_MOVES[state]).length === 0
}
