/**
 * An orbit: the states that a deterministic system goes through, one after another.
 *
 * What looks for cycles knows no worlds and no kernels, only this. Its states are compared by their
 * digests first, which may tell two states apart and never prove them equal, and then whole.
 */
import type { Dimensions } from '../../lattice/size.ts'
import type { Orientation, Vector } from '../orientation.ts'
import type { Figure } from './figure.ts'
import type { ShiftLattice } from './shift-lattice.ts'

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

/** An orbit of a world of cells, of which one may ask what its states look like. */
export interface WorldOrbit<Kept extends KeptState = KeptState> extends Orbit<Kept> {
  /** What may be claimed of the world beside its exact states. */
  readonly space: Space
  /** How far a kept state lies from the present one, which matches it: 0 where places count. */
  shiftSince(kept: Kept): Vector
  /** The cells as a figure; undefined where they are too many to be laid out. */
  readFigure(): Promise<Figure | undefined>
  /** The hashes of the present state; undefined where it is too wide to have any. */
  hash(): Promise<StateHashes | undefined>
}

/** How a world may be moved and turned without anybody telling the difference. */
export interface Space {
  /** Axes that the rule looks along. */
  readonly dimensions: Dimensions
  /** Shifts that change nothing but places: undefined where places count. */
  readonly shifts: ShiftLattice | undefined
  /** Turns and mirror images that take the neighborhood to itself, the first as it is. */
  readonly orientations: readonly Orientation[]
  /** Whether what is moved and turned in any of these ways goes on as before, moved and turned. */
  readonly isUniform: boolean
  /** Two states of a cycle look alike only where they lie so many ticks apart, or a multiple. */
  readonly phases: number
}

/** 64 lower-case hexadecimal digits each. */
export interface StateHashes {
  readonly cellsHash: string
  readonly stateHash: string
}

/** Goes to a tick that is not before `start`, from the nearest state at hand. */
export async function goToTick(orbit: Orbit, tick: number): Promise<void> {
  if (tick < orbit.tick) await orbit.restart()
  await orbit.advance(tick - orbit.tick)
}
