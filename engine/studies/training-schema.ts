/** The part of a study's schema that says what is learned. */
import { z } from 'zod'
import { TRAINING_SCHEMA } from '../learning/training-schema.ts'

const MAX_SECONDS = 7 * 24 * 3600

export const trainingSchema = TRAINING_SCHEMA.extend({
  kind: z.literal('training'),
  timeLimitSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .optional()
    .describe('What one training may take; 3600 when left out.'),
}).describe('A model is trained: its head and how it learns are the parameters of the space.')

export type TrainingDocument = z.infer<typeof trainingSchema>
