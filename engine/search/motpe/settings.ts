/** Settings of the sampler, each with the value that did best on the project's own problems (docs/search.md). */
import { z } from 'zod'

/** What a proposal is made by: regression, or densities of good and bad trials, jointly or each parameter apart. */
export const WAYS = ['regression', 'apart', 'joint'] as const

export type Way = (typeof WAYS)[number]

export const MOTPE_SCHEMA = z.strictObject({
  name: z.literal('motpe'),
  model: z
    .enum(['learn', ...WAYS])
    .default('learn')
    .describe('How trials are proposed; learn finds out which way is best for the problem.'),
  startup: z.int().min(1).max(10_000).default(10).describe('Trials that are drawn first.'),
  draws: z.enum(['random', 'sobol']).default('random').describe('How they are drawn.'),
  candidates: z
    .int()
    .min(1)
    .max(10_000)
    .default(24)
    .describe('Candidates that densities choose from.'),
  goodShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('The share of trials that count as good.'),
  mostGood: z.int().min(1).max(10_000).default(25).describe('At most so many are good.'),
  weights: z
    .enum(['volume', 'fading', 'equal'])
    .default('fading')
    .describe(
      'What a good trial weighs: what it alone dominates, the same for all, or the first while few are good and the second when as many are as may be.',
    ),
  jointWidth: z.number().gt(0).max(1).default(0.1).describe('Width of joint kernels of one trial.'),
  leastWidth: z.number().gt(0).max(1).default(0.01).describe('Kernels are at least so wide.'),
  hope: z
    .number()
    .min(0)
    .max(10)
    .default(2)
    .describe('Standard deviations that regression hopes for, at most.'),
  wide: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'The share of proposals by regression for which all that is worse than the front counts, not only what is near it.',
    ),
  trends: z
    .enum(['several', 'always', 'never'])
    .default('several')
    .describe(
      'Whether regression believes that each parameter adds something by itself: where there are several objectives, or always.',
    ),
  rows: z.int().min(10).max(500).default(80).describe('Trials that regression is over.'),
  rounds: z
    .int()
    .min(0)
    .max(1000)
    .default(8)
    .describe(
      'Rounds in which the best candidates are varied; at most one more than there are parameters.',
    ),
  pool: z
    .int()
    .min(16)
    .max(10_000)
    .default(120)
    .describe('Candidates that regression chooses from.'),
})

export type MotpeSettings = z.infer<typeof MOTPE_SCHEMA>
