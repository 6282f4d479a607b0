/** Pruners by name, as studies and files choose them. */
import { z } from 'zod'
import { createHalvingPruner } from './halving-pruner.ts'
import { createMedianPruner } from './median-pruner.ts'
import type { Pruner } from './pruner.ts'

const step = z.int().min(0)

/** A pruner and its settings, by name. */
export const PRUNER_SCHEMA = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('halving'),
    first: z.int().min(1).default(1).describe('The step of the first rung.'),
    factor: z.int().min(2).max(100).default(3).describe('One of so many goes on at a rung.'),
  }),
  z.strictObject({
    name: z.literal('median'),
    peers: z.int().min(1).default(5).describe('So many trials have to have come as far.'),
    warmup: step.default(0).describe('Up to this step no trial is pruned.'),
    share: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('A trial is pruned where more than this share is better.'),
  }),
  z.strictObject({ name: z.literal('none') }),
])

export type PrunerOptions = z.infer<typeof PRUNER_SCHEMA>

const NEVER: Pruner = Object.freeze({ shouldPrune: () => false })

/** Makes the pruner of checked options. */
export function createPruner(options: PrunerOptions): Pruner {
  switch (options.name) {
    case 'halving':
      return createHalvingPruner(options)
    case 'median':
      return createMedianPruner(options)
    case 'none':
      return NEVER
  }
}
