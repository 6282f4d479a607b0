/** Samplers by name, as studies and files choose them. */
import { z } from 'zod'
import { createMotpeSampler } from './motpe/motpe-sampler.ts'
import { MOTPE_SCHEMA } from './motpe/settings.ts'
import { createNsga2Sampler } from './nsga2/nsga2-sampler.ts'
import { RANDOM_SAMPLER } from './random-sampler.ts'
import { ROSE_SAMPLER } from './rose/rose-sampler.ts'
import type { Sampler } from './sampler.ts'
import { SOBOL_SAMPLER } from './sobol/sobol-sampler.ts'

/** A sampler and its settings, by name. */
export const SAMPLER_SCHEMA = z.discriminatedUnion('name', [
  MOTPE_SCHEMA,
  z.strictObject({
    name: z.literal('nsga2'),
    population: z.int().min(2).max(10_000).default(50).describe('Trials of a generation.'),
  }),
  z.strictObject({ name: z.literal('random') }),
  z.strictObject({ name: z.literal('rose') }),
  z.strictObject({ name: z.literal('sobol') }),
])

export type SamplerOptions = z.infer<typeof SAMPLER_SCHEMA>

/** Makes the sampler of checked options. */
export function createSampler(options: SamplerOptions): Sampler {
  switch (options.name) {
    case 'motpe':
      return createMotpeSampler(options)
    case 'nsga2':
      return createNsga2Sampler(options)
    case 'random':
      return RANDOM_SAMPLER
    case 'rose':
      return ROSE_SAMPLER
    case 'sobol':
      return SOBOL_SAMPLER
  }
}
