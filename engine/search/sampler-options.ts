/** Samplers by name, as studies and files choose them. */
import { z } from 'zod'
import { createMotpeSampler } from './motpe/motpe-sampler.ts'
import { MOTPE_SCHEMA } from './motpe/settings.ts'
import { RANDOM_SAMPLER } from './random-sampler.ts'
import type { Sampler } from './sampler.ts'

/** A sampler and its settings, by name. */
export const SAMPLER_SCHEMA = z.discriminatedUnion('name', [
  MOTPE_SCHEMA,
  z.strictObject({ name: z.literal('random') }),
])

export type SamplerOptions = z.infer<typeof SAMPLER_SCHEMA>

/** Makes the sampler of checked options. */
export function createSampler(options: SamplerOptions): Sampler {
  switch (options.name) {
    case 'motpe':
      return createMotpeSampler(options)
    case 'random':
      return RANDOM_SAMPLER
  }
}
