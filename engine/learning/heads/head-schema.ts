/** Heads by name, each with its settings. */
import { z } from 'zod'
import { INTERPOLATIONS } from '../rotary.ts'

const width = z.int().min(1).max(512).default(32)
const window = z
  .int()
  .min(1)
  .max(1024)
  .default(32)
  .describe('Of a sequence only the last so many are seen.')

export const mlpSchema = z.strictObject({
  name: z.literal('mlp'),
  width,
  layers: z.int().min(0).max(8).default(1).describe('Hidden ones; none makes it linear.'),
  activation: z.enum(['relu', 'tanh']).default('relu'),
  window,
})

export const kgamSchema = z.strictObject({
  name: z.literal('k-gam'),
  inner: z
    .enum(['theorem', 'learned'])
    .default('theorem')
    .describe('Whether inner sums are those of the theorem, of groups of inputs, or are learned.'),
  sums: z.int().min(0).max(512).default(4).describe('Learned inner sums, of all inputs each.'),
  singles: z
    .int()
    .min(0)
    .max(256)
    .default(8)
    .describe(
      'Knots of the function of each single input beside learned sums; 0 leaves these functions out. Of a token any function is learned.',
    ),
  reach: z
    .int()
    .min(1)
    .max(4)
    .default(2)
    .describe('Inputs of a group, which a sum of inner functions makes one number of.'),
  groups: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe('At most so many; the others are not seen.'),
  knots: z.int().min(4).max(2048).default(24).describe('Of an outer function.'),
  basis: z.enum(['spline', 'rbf', 'hat']).default('spline'),
  outer: z
    .enum(['shared', 'apart'])
    .default('shared')
    .describe('Whether the shifted sums of a group have one outer function or each its own.'),
  window,
})

const attention = {
  width: z.int().min(4).max(256).default(16),
  heads: z.int().min(1).max(16).default(1),
  layers: z.int().min(1).max(8).default(1),
  hidden: z
    .int()
    .min(0)
    .max(1024)
    .default(32)
    .describe('Width of the network after attention; 0 leaves it out.'),
  previous: z
    .boolean()
    .default(true)
    .describe('Whether what is seen of a place also tells of the one before it.'),
}

export const iropeSchema = z.strictObject({
  name: z.literal('irope'),
  ...attention,
  interpolation: z
    .enum(INTERPOLATIONS)
    .default('position')
    .describe('How rotary positions reach beyond the trained length.'),
})

export const interleavedSchema = z.strictObject({
  name: z.literal('interleaved-rope'),
  ...attention,
  layers: z.int().min(1).max(8).default(2),
  every: z.int().min(1).max(8).default(2).describe('Each so manieth layer has no positions.'),
})

/** A head and its settings. */
export const HEAD_SCHEMA = z.discriminatedUnion('name', [
  interleavedSchema,
  iropeSchema,
  kgamSchema,
  mlpSchema,
])

export type HeadSettings = z.infer<typeof HEAD_SCHEMA>
export type HeadName = HeadSettings['name']
export type MlpSettings = z.infer<typeof mlpSchema>
export type KgamSettings = z.infer<typeof kgamSchema>
export type AttentionSettings = z.infer<typeof iropeSchema> | z.infer<typeof interleavedSchema>
