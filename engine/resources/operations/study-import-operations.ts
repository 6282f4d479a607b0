/** What can be asked of studies whose trials were made elsewhere. */
import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { idInput } from '../resource-fields.ts'
import { studySchema } from '../study.ts'
import { trialSchema } from '../trial.ts'
import { newStudyInput } from './study-operations.ts'

/** The longest record that is taken: some 10,000 trials of a dozen parameters. */
export const MAX_RECORD_CHARS = 2 ** 22

const command = { scope: 'write', kind: 'command', method: 'POST', isTool: true } as const

export const STUDIES_IMPORT = defineOperation({
  ...command,
  resource: 'Study',
  name: 'studies.import',
  about:
    'Takes a search that was made elsewhere, begun or done: its trials are proposed again and have to be the same; what they came to is marked as imported. What is missing is made here.',
  // Quotation marks of its lines are two bytes in JSON, and the document comes beside.
  maxBodyBytes: 8 * 1024 * 1024,
  path: '/studies/import',
  input: newStudyInput.extend({
    record: z.string().min(1).max(MAX_RECORD_CHARS).meta({
      description: 'The lines that `thunderline search` has written, each with its end.',
    }),
  }),
  output: studySchema,
})

export const TRIALS_VERIFY = defineOperation({
  ...command,
  resource: 'Trial',
  name: 'trials.verify',
  about:
    'Makes a trial that was imported once more, here; what that comes to is evidence, and says whether the record was right.',
  path: '/trials/:trial_id/verify',
  input: z.strictObject({ trial_id: idInput('The trial.') }),
  output: trialSchema,
  subject: 'trial_id',
})

/** All of them. */
export const STUDY_IMPORT_OPERATIONS = Object.freeze([STUDIES_IMPORT, TRIALS_VERIFY] as const)
