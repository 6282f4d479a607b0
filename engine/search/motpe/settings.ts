/** Settings of the sampler. */
import { z } from 'zod'

export const MOTPE_SCHEMA = z.strictObject({
  name: z.literal('motpe'),
  startup: z.int().min(1).max(1000).default(10),
  candidates: z.int().min(1).max(10000).default(24),
  gamma: z.number().default(0.1),
  maxGood: z.number().default(25),
  weights: z.enum(['volume', 'equal', 'mixed']).default('volume'),
  mode: z.enum(['joint', 'apart', 'alternate', 'learn']).default('joint'),
  priorWeight: z.number().default(1),
  minWidth: z.number().default(0.01),
  magicClip: z.boolean().default(true),
  widthFactor: z.number().default(0.2),
  jointWidths: z.enum(['gaps', 'count', 'spread']).default('count'),
  apartWidths: z.enum(['gaps', 'count', 'spread']).default('gaps'),
  surrogateEvery: z.int().default(0),
  surrogateRows: z.int().default(80),
  surrogateSteps: z.int().default(25),
  surrogatePool: z.int().default(120),
  hope: z.number().default(1.5),
  surrogateReference: z.enum(['worst', 'front']).default('front'),
  reward: z.enum(['volume', 'rank']).default('volume'),
  ramp: z.boolean().default(true),
})

export type MotpeSettings = z.infer<typeof MOTPE_SCHEMA>
