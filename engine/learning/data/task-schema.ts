/** Tasks that the project makes itself, by name. */
import { z } from 'zod'
import { NAMED_NEIGHBORHOODS } from '../../lattice/neighborhood.ts'

const seed = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/, 'needs a decimal number from 0 to 2^64 - 1, in quotes')
  .default('0')
  .describe('What the data are drawn from.')

const count = (least: number) => z.int().min(least).max(100_000)

export const tabularSchema = z.strictObject({
  name: z.literal('tabular'),
  target: z
    .enum(['number', 'class'])
    .default('number')
    .describe('The score itself with noise, or whether it is above 0.'),
  features: z.int().min(2).max(64).default(8),
  count: count(20).default(2000),
  noise: z.number().min(0.01).max(10).default(0.3).describe('Beside a score of deviation 1.'),
  seed,
})

const length = z.int().min(4).max(1024)

export const sequenceSchema = z.strictObject({
  name: z.literal('sequence'),
  of: z
    .enum(['recall', 'induction', 'lag'])
    .default('recall')
    .describe(
      'The one marked token of a sequence; what followed the last token when it was there before; or the token so many places back.',
    ),
  length: length.default(16).describe('Of sequences that are trained with.'),
  longLengths: z
    .array(length)
    .max(8)
    .default([])
    .describe('Of sequences that are only tested with; at least that of training.'),
  vocabulary: z.int().min(2).max(256).default(8),
  lag: z.int().min(1).max(1023).default(3).describe('For `lag`: 1 is the last token but one.'),
  count: count(20).default(2000),
  seed,
})

const axis = z.int().min(1).max(512)

export const latticeSchema = z.strictObject({
  name: z.literal('lattice'),
  rule: z.string().min(1).max(2000).default('B3/S23').describe('Any notation; what is learned.'),
  neighborhood: z
    .enum(NAMED_NEIGHBORHOODS as readonly [string, ...string[]])
    .default('moore-2d')
    .describe('What the model sees of a cell beside the cell itself.'),
  size: z
    .strictObject({ x: axis, y: axis.default(1), z: axis.default(1) })
    .default({ x: 24, y: 24, z: 1 }),
  ticks: z.int().min(1).max(1000).default(8),
  density: z.int().min(0).max(256).default(96).describe('Live cells of 256 in the first state.'),
  count: count(20).default(2000).describe('Cells of the film that are learned from.'),
  seed,
})

/** A task and its settings. */
export const TASK_SCHEMA = z.discriminatedUnion('name', [
  latticeSchema,
  sequenceSchema,
  tabularSchema,
])

export type TaskSettings = z.infer<typeof TASK_SCHEMA>
export type TabularSettings = z.infer<typeof tabularSchema>
export type SequenceSettings = z.infer<typeof sequenceSchema>
export type LatticeSettings = z.infer<typeof latticeSchema>
