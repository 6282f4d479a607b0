/** Small worlds and fields of every kind, for properties. */
import fc from 'fast-check'
import { type ChannelDynamic, type ChannelSpec, FULL_RANGE } from '../fields/channel.ts'
import type { Dimensions, Size } from '../lattice/size.ts'
import { BOX, TORUS } from '../lattice/topology.ts'
import type { Grid } from './field-oracles.ts'
import { FieldWorld, type FieldWorldSetup } from './field-worlds.ts'

/** Grids whose axes may be one or two cells long, boxes and tori. */
export const anyGrid: fc.Arbitrary<
  Grid & { readonly size: Size; readonly dimensions: Dimensions }
> = fc
  .record({
    dimensions: fc.constantFrom<Dimensions>(1, 2, 3),
    isTorus: fc.boolean(),
    axes: fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
    ),
  })
  .map(({ dimensions, isTorus, axes: [x, y, z] }) => ({
    dimensions,
    isTorus,
    size: { x, y: dimensions > 1 ? y : 1, z: dimensions > 2 ? z : 1 },
  }))

export const countOf = ({ size }: Pick<Grid, 'size'>) => size.x * size.y * size.z

/** Values within limits, the ends more often than chance would have them. */
export function anyValues(count: number, { low, high }: { low: number; high: number }) {
  const value = fc.oneof(fc.integer({ min: low, max: high }), fc.constantFrom(low, high))
  return fc.array(value, { minLength: count, maxLength: count })
}

/** A channel by the name of `field`. */
export function channelOf(dynamic: ChannelDynamic, limits: Partial<ChannelSpec> = {}): ChannelSpec {
  return { name: 'field', unit: '', about: '', start: 0, ...FULL_RANGE, ...limits, dynamic }
}

/** A world of one channel on a grid. */
export function worldOf(
  grid: Grid & { readonly dimensions: Dimensions },
  channel: ChannelSpec,
  more: Partial<FieldWorldSetup> = {},
): FieldWorld {
  const { size, dimensions, isTorus } = grid
  const topology = isTorus ? TORUS : BOX
  return new FieldWorld({ size, dimensions, topology, channels: [channel], ...more })
}

/** The largest diffusion that is stable with a decay. */
export const mostDiffusion = (dimensions: number, decay: number) =>
  Math.floor((4096 - decay) / (2 * dimensions))

/** The largest square of a speed that is stable with losses. */
export const mostSpeedSquared = (dimensions: number, damping: number, decay: number) =>
  Math.floor((4 * 4096 - 2 * damping - decay) / (4 * dimensions))
