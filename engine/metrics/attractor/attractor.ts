/** What an orbit comes to: an attractor, as far as it was found and proved. */
import type { Vector } from '../orientation.ts'
import type { StateHashes } from './orbit.ts'

/** `empty`: no cell is alive any more. `fixed`: nothing changes. `cycle`: it comes back. */
export type AttractorKind = 'empty' | 'fixed' | 'cycle'

/** The least or greatest population of a cycle, and the first tick from the transient on that has it. */
export interface PopulationMark {
  readonly population: bigint
  readonly tick: number
}

/** A pattern that comes back elsewhere. */
export interface Translation {
  /** The least number of ticks after which it is there again, moved. */
  readonly period: number
  readonly displacement: Vector
}

/** A pattern that comes back mirrored or turned. */
export interface Glide {
  /** The least number of ticks after which it is there again, mirrored or turned, and moved at will. */
  readonly period: number
  /** Where cells at x, y, z go to, up to a shift: `-x,y`. */
  readonly orientation: string
}

export interface Attractor {
  readonly kind: AttractorKind
  /**
   * Whether the very state comes back, or, in a world without an end, the same pattern elsewhere:
   * then it never comes back to where it was, and transient and period are those of the pattern.
   */
  readonly recurrence: 'exact' | 'translated'
  /** The first tick whose state comes back. */
  readonly transient: number
  /** The least number of ticks after which it does. */
  readonly period: number
  /** How it moves; undefined where it does not, or no such thing can be claimed of its world. */
  readonly translation: Translation | undefined
  readonly glide: Glide | undefined
  /**
   * The turns and mirror images under which the first state that comes back is itself, up to a
   * shift; the first is as it is. Undefined where nobody looked: it is too large.
   */
  readonly symmetries: readonly string[] | undefined
  /** Over one period; undefined where infinitely many cells are alive. */
  readonly populationMin: PopulationMark | undefined
  readonly populationMax: PopulationMark | undefined
  /** Of the first state that comes back; undefined where it is too wide. */
  readonly hashes: StateHashes | undefined
  /** Of the state a period later: another one only where it is translated. */
  readonly hashesAfterPeriod: StateHashes | undefined
}
