/** What a picture of a run says beside its cells, as it is written in front of them. */
import { z } from 'zod'
import { BACKEND_NAMES } from '../kernels/backend-names.ts'
import { countCells, type Size } from '../lattice/size.ts'
import type { RuleFamily } from '../rules/rule.ts'
import { MAX_FIELD_NAME_CHARS } from './live-field.ts'

/** The most cells of a picture: a larger one cannot be drawn well. */
export const MAX_LIVE_CELLS = 2 ** 24

/** The longest rule that is told in full; of longer ones the beginning is. */
export const MAX_RULE_CHARS = 4000
/** The longest name of a rule. */
export const MAX_NAME_CHARS = 500

const FAMILIES = [
  'life-like',
  'generations',
  'isotropic',
  'map',
  'larger-than-life',
  'elementary',
  'totalistic',
  'life-3d',
  'offsets',
  'rule-file',
  'blocks',
  'extended-range',
  'stochastic',
  'lenia',
  'custom',
] as const satisfies readonly RuleFamily[]

const count = z.int().min(0)
const byte = z.int().min(0).max(255)
const shape = z
  .strictObject({ x: count, y: count, z: count })
  .refine((size: Size) => countCells(size) <= MAX_LIVE_CELLS, 'has too many cells')

const rule = z.strictObject({
  canonical: z.string().max(MAX_RULE_CHARS),
  name: z.string().max(MAX_NAME_CHARS).optional(),
  family: z.enum(FAMILIES),
  states: z.int().min(2).max(256),
  dimensions: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** `null` stands for a state that has none of its own. */
  colors: z
    .array(z.tuple([byte, byte, byte]).nullable())
    .max(256)
    .optional(),
})

/** Strict, so that a picture has one way to be written. */
export const liveFrameHeaderSchema = z.strictObject({
  version: count,
  tick: count,
  population: count.optional(),
  rule,
  backend: z.enum(BACKEND_NAMES),
  isPlaying: z.boolean(),
  ticksPerSecond: z.number().min(0),
  sentAtMs: z.number().min(0),
  shape,
  origin: z.strictObject({ x: z.int(), y: z.int(), z: z.int() }),
  isClipped: z.boolean(),
  filledRows: count.optional(),
  /** Which numbers follow the cells, and how many bytes each has. */
  field: z
    .strictObject({
      name: z.string().min(1).max(MAX_FIELD_NAME_CHARS),
      width: z.union([z.literal(1), z.literal(2), z.literal(4)]),
    })
    .optional(),
})

export type LiveFrameHeader = z.infer<typeof liveFrameHeaderSchema>
