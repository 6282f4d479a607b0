/** The schema of a training trial: what stays the same over the trials of a study. */
import { z } from 'zod'
import { TASK_SCHEMA } from './data/task-schema.ts'

/** Errors on what a search may see. */
export const WATCHED = ['error', 'longError'] as const

export const TRAINING_SCHEMA = z.strictObject({
  task: TASK_SCHEMA.describe('What is to be learned.'),
  epochs: z.int().min(1).max(10_000).default(20).describe('At most so many.'),
  patience: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'Training ends after so many epochs in which nothing that is watched was lower than before; never when left out.',
    ),
  watch: z
    .array(z.enum(WATCHED))
    .min(1)
    .max(WATCHED.length)
    .default(['error'])
    .describe('By what patience and the choice of the best epoch go, whose sum of them is least.'),
  maxMultiplyAdds: z
    .number()
    .positive()
    .optional()
    .describe('Training ends before it costs more; any number when left out.'),
  seed: z
    .string()
    .regex(/^(0|[1-9]\d{0,19})$/, 'needs a decimal number from 0 to 2^64 - 1, in quotes')
    .default('0')
    .describe('What first parameters and the order of examples are drawn from.'),
})

/** As it is written; what is left out has its default. */
export type TrainingDocument = z.input<typeof TRAINING_SCHEMA>
export type TrainingSpec = z.output<typeof TRAINING_SCHEMA>
