/** What can be asked of the compiler of rules. */
import { z } from 'zod'
import { buildSchema, COMPILE_TARGETS } from '../build.ts'
import { wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'

const MAX_RULE_CHARS = 24_000
/** Per axis; a world of code has no more cells than `MAX_COMPILE_CELLS` of the compiler. */
const MAX_AXIS = 65_536

export const RULES_COMPILE = defineOperation({
  name: 'rules.compile',
  about: 'Compiles a rule for a back end, and stores what is made as an artifact.',
  resource: 'Artifact',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/rules/compile',
  input: z.strictObject({
    rule: z
      .string()
      .min(1)
      .max(MAX_RULE_CHARS)
      .meta({ description: 'A rule in any notation, a name, a rule file or a function.' }),
    target: z.enum(COMPILE_TARGETS).meta({ description: 'The back end that it is for.' }),
    size: z
      .array(wholeNumberInput(1, MAX_AXIS, 'Cells along an axis.'))
      .min(1)
      .max(3)
      .optional()
      .meta({ description: 'The world, a torus unless the rule says another; wanted for code.' }),
  }),
  output: buildSchema,
  isTool: true,
})
