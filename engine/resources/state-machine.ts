/**
 * State machines of resources: which moves there are, as frozen tables that everybody reads: commands before they put
 * a move on record, projections when they hear of it, and the pages that show them.
 *
 * A move is named by the event that tells of it. Where one event has several ends, the end follows after a slash.
 */
import type { ResourceName } from './resource-name.ts'

export interface StateMachine<S extends string, M extends string> {
  readonly resource: ResourceName
  /** What makes one, and the state that it then has. */
  readonly begins: Readonly<Partial<Record<M, S>>>
  /** What may happen in each state, and the state that follows. */
  readonly moves: Readonly<Record<S, Readonly<Partial<Record<M, S>>>>>
}

/** A machine that nobody can change. */
export function defineStateMachine<S extends string, M extends string>(
  machine: StateMachine<S, M>,
): StateMachine<S, M> {
  for (const moves of Object.values<object>(machine.moves)) Object.freeze(moves)
  return Object.freeze({
    resource: machine.resource,
    begins: Object.freeze(machine.begins),
    moves: Object.freeze(machine.moves),
  })
}

/**
 * The state that follows; undefined where the move is not legal.
 *
 * @param state undefined where there is no such resource yet.
 * @param move any text: one that the machine does not know is not legal.
 */
export function nextState<S extends string, M extends string>(
  machine: StateMachine<S, M>,
  state: S | undefined,
  move: string,
): S | undefined {
  const moves: Readonly<Partial<Record<string, S>>> =
    state === undefined ? machine.begins : machine.moves[state]
  return Object.hasOwn(moves, move) ? moves[move] : undefined
}

/** Tells whether nothing may happen in a state any more. */
export function isTerminal<S extends string, M extends string>(
  machine: StateMachine<S, M>,
  state: S,
): boolean {
  return Object.keys(machine.moves[state]).length === 0
}
