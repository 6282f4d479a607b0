/** The part of a study's schema that says which program makes trials. */
import { z } from 'zod'

const MAX_ARGUMENTS = 256
const MAX_ARGUMENT_CHARS = 4096
const MAX_SECONDS = 7 * 24 * 3600
const MAX_RESTARTS = 1000
const MAX_LINE_BYTES = 16 * 2 ** 20

export const commandSchema = z
  .strictObject({
    kind: z.literal('command'),
    run: z
      .array(z.string().max(MAX_ARGUMENT_CHARS))
      .min(1)
      .max(MAX_ARGUMENTS)
      .describe('A program and its arguments. No shell reads them.'),
    folder: z
      .string()
      .min(1)
      .max(MAX_ARGUMENT_CHARS)
      .optional()
      .describe("Where it runs, from the study's own folder, which it is when left out."),
    with: z
      .record(z.string().min(1).max(200), z.unknown())
      .optional()
      .describe('More members that every request has: {problem: zdt1}.'),
    timeLimitSeconds: z
      .number()
      .positive()
      .max(MAX_SECONDS)
      .optional()
      .describe('What one trial may take; 600 when left out. The program is then ended.'),
    maxLineBytes: z
      .int()
      .min(64)
      .max(MAX_LINE_BYTES)
      .optional()
      .describe('Longer lines of the program are refused; 1 MiB when left out.'),
    restarts: z
      .int()
      .min(0)
      .max(MAX_RESTARTS)
      .optional()
      .describe('How often it may end by itself before the study stops; 3 when left out.'),
  })
  .describe('A local program that speaks JSON lines; only on the command line.')

export type CommandDocument = z.infer<typeof commandSchema>
