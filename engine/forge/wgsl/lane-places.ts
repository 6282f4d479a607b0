/**
 * Where a shader finds the planes of its program: buffers by their names, and where planes begin in
 * them. Each layout of buffers says it in its own way, and the code of a cell is the same for all.
 */
import type { ShaderBinding } from './shader.ts'

/** The words of a plane. */
export interface WordPlace {
  /** Name of the buffer. */
  readonly buffer: string
  /** An expression of u32 for the plane's first word in it. */
  readonly first: string
}

/** A plane that a shader reads at its source, and writes at its target if it has one. */
export interface PlanePlaces {
  readonly source: WordPlace
  /** Where the next values go; undefined where the shader leaves the plane as it is. */
  readonly target: WordPlace | undefined
}

export interface LanePlaces {
  readonly cells: number
  /** The states, then the other components; undefined for those that the shader does not touch. */
  readonly components: readonly (PlanePlaces | undefined)[]
  readonly channels: readonly PlanePlaces[]
  readonly parameters: readonly PlanePlaces[]
  /** Undefined where the program has but one rule. */
  readonly rule: PlanePlaces | undefined
  /** All buffers that planes lie in. */
  readonly buffers: readonly ShaderBinding[]
  /** First words that change from tick to tick: those of even ticks, and of odd ones. */
  readonly offsets: readonly Offsets[]
}

/** A first word in even ticks and in odd ones, counted from the first that a kernel makes. */
export type Offsets = readonly [even: number, odd: number]

/** Offsets of a vector in the uniform block. */
export const OFFSETS_PER_VECTOR = 4

/** An expression for offset number `number` of a step. */
export function offsetOf(number: number): string {
  const vector = Math.floor(number / OFFSETS_PER_VECTOR)
  return `now.offsets[${vector}].${'xyzw'[number % OFFSETS_PER_VECTOR]}`
}

/** A word of a plane, as an expression or what is assigned to. */
export function wordAt({ buffer, first }: WordPlace, index: string): string {
  return first === '0u' ? `${buffer}[${index}]` : `${buffer}[${first} + ${index}]`
}
