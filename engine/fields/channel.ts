/**
 * FieldChannels: the scalar fields in which cells live, as frozen data.
 *
 * A channel is one plane of i32, a number a cell. What happens to it in a tick is its *dynamic*; a
 * wave has a second plane, its previous one, which is part of the state. All numbers here are raw
 * (`fixed-point.ts`): values with 14 fraction bits, coefficients with 12.
 */
import type { NamedNeighborhood } from '../lattice/neighborhood.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import { FIELD_FRACTION_BITS } from './fixed-point.ts'

/** The most channels a world may have. */
export const MAX_CHANNELS = 16

/**
 * What a cell adds to a channel at its own coordinate in every tick, by its state: `amounts[state]`,
 * the last of them for all states beyond. `[0, a]` is a for every cell that is not vacant.
 */
export interface ChannelSource {
  readonly amounts: readonly number[]
}

/** What a channel does by itself in a tick. */
export type ChannelDynamic =
  /** Nothing: it holds what was written. */
  | { readonly kind: 'static' }
  /** It flows toward where there is less, and fades toward its value at rest. */
  | {
      readonly kind: 'diffuse'
      /** Share of a difference that flows between two neighbors that share a face. */
      readonly diffusion: number
      /** Share of the distance to `rest` that is lost; 0 conserves. */
      readonly decay: number
      readonly rest: number
      readonly source?: ChannelSource
    }
  /** It swings: what is written runs away from there, and comes back from walls. */
  | {
      readonly kind: 'wave'
      /** c^2, the square of the speed in cells a tick. */
      readonly speedSquared: number
      /** Share of its motion that is lost; 0 with a decay of 0 is reversible. */
      readonly damping: number
      /** Share of the distance to `rest` by which it is pulled back. */
      readonly decay: number
      readonly rest: number
      readonly source?: ChannelSource
    }
  /** Derived: the disorder of the states around a cell, Shannon's entropy in bits. */
  | {
      readonly kind: 'entropy'
      /** Kinds of states that are told apart, 2 to 8; the last takes all states from its number up. */
      readonly classes: number
      /** Whom it looks at, never the cell itself; absent, all around within one cell. */
      readonly neighborhood?: NamedNeighborhood
    }
  /**
   * Derived: the direction in which another channel rises most steeply. 0 is neutral, i + 1 is the
   * i-th neighbor in the order z, y, x. The raw number is the direction itself.
   */
  | {
      readonly kind: 'uphill'
      /** Name of the channel that is climbed. */
      readonly of: string
      /** Which directions there are; absent, those of the world's rule. */
      readonly neighborhood?: NamedNeighborhood
    }

export interface ChannelSpec {
  readonly name: string
  /** What a value of 1 is, for people. */
  readonly unit: string
  readonly about: string
  /** Least and greatest raw value; writes and dynamics are clamped to them. */
  readonly low: number
  readonly high: number
  /** Raw value of every cell at tick 0. */
  readonly start: number
  readonly dynamic: ChannelDynamic
}

/** Tells whether a channel's dynamic needs its plane of the tick before. */
export function needsPrevious({ dynamic }: ChannelSpec): boolean {
  return dynamic.kind === 'wave'
}

/** Fraction bits of a channel's raw numbers: none where they number directions. */
export function fractionBitsOf({ dynamic }: ChannelSpec): number {
  return dynamic.kind === 'uphill' ? 0 : FIELD_FRACTION_BITS
}

/** A plane that a channel needs, in the order in which a state holds them. */
export interface FieldPlane {
  /** A channel's values, or a wave's values of the tick before. */
  readonly kind: 'channel' | 'previous'
  /** Name of the channel. */
  readonly name: string
  readonly low: number
  readonly high: number
  /** Outside a box a field is what it is at the nearest site inside, so that nothing flows there. */
  readonly edge: 'nearest'
  /** Raw value of every cell at tick 0: a wave starts at rest. */
  readonly start: number
}

/** The planes of channels: each channel's, then the previous one of those that have one. */
export function listFieldPlanes(channels: readonly ChannelSpec[]): readonly FieldPlane[] {
  return channels.flatMap((channel) => {
    const { name, low, high, start } = channel
    const plane = (kind: FieldPlane['kind']): FieldPlane =>
      Object.freeze({ kind, name, low, high, edge: 'nearest', start })
    return needsPrevious(channel) ? [plane('channel'), plane('previous')] : [plane('channel')]
  })
}

/** Brings a raw number into a channel's range. */
export function clampToChannel({ low, high }: ChannelSpec, raw: number): number {
  return Math.min(Math.max(raw, low), high)
}

/** The widest range a channel may have. */
export const FULL_RANGE = Object.freeze({ low: -FIELD_LIMIT, high: FIELD_LIMIT })
