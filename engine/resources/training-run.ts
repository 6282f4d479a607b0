/** Trainings: runs of `model-run.ts` whose purpose it is to make a model. */
import { z } from 'zod'
import { buildRunSchema } from './model-run.ts'

/** A training. */
export const trainingRunSchema = buildRunSchema(
  z.literal('training').meta({ description: 'Which sort of run it is.' }),
).meta({ id: 'TrainingRun', description: 'A training of a model.' })
