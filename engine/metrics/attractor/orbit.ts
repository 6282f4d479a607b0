/**
 * An orbit: the states that a deterministic system goes through, one after another.
 *
 * What looks for cycles knows no worlds and no kernels, only this. Its states are compared by their
 * digests first, which may tell two states apart and never prove them equal, and then whole.
 */

/** A copy of a state, which only the orbit that made it can read. */
export interface KeptState {
  readonly tick: number
}

export interface Orbit<Kept extends KeptState = KeptState> {
  /** The first tick from which the present state alone decides the next. */
  readonly start: number
  /** The tick of the present state; at least `start`. */
  readonly tick: number
  /** Goes back to `start`. */
  restart(): Promise<void>
  advance(ticks: number): Promise<void>
  /** A u64 that equal states share. States that share it are not equal for that. */
  digest(): Promise<bigint>
  /** Copies the present state. */
  keep(): Promise<Kept>
  /** Whether the present state is a kept one in all of its parts. */
  matches(kept: Kept): Promise<boolean>
  /** Goes to a kept state, and to its tick. */
  goTo(kept: Kept): Promise<void>
  /** Cells that are not 0; undefined where they are infinitely many. */
  population(): Promise<bigint | undefined>
}

/** Goes to a tick that is not before `start`, from the nearest state at hand. */
export async function goToTick(orbit: Orbit, tick: number): Promise<void> {
  if (tick < orbit.tick) await orbit.restart()
  await orbit.advance(tick - orbit.tick)
}
