/**
 * How a scenario file writes its policies.
 *
 * Only the shape is told here; what the text in it says is read by `load-policies.ts`.
 */
import { z } from 'zod'
import { MAX_CELLS } from '../lattice/size.ts'
import { BUILT_IN_POLICIES, type PERMIT_ALL } from './policy-source.ts'
import {
  ATTRIBUTE_NAME,
  ATTRIBUTE_TYPES,
  BASE_ATTRIBUTES,
  MAX_NAME_LETTERS,
} from './spawn-request.ts'
import { MAX_POLICY_BYTES } from './split-policies.ts'

/** More attributes than any bit carries. */
export const MAX_DECLARED_ATTRIBUTES = 32

/** As many zones as anybody limits by hand. */
const MAX_LIMITED_ZONES = 10_000

/** Who spawns what a scenario lists, unless it names somebody. */
export const DEFAULT_ACTOR = 'scenario'

const name = z.string().min(1).max(MAX_NAME_LETTERS)

const capacity = z.int().min(0).max(MAX_CELLS)

const attributes = z
  .record(
    z.string().regex(ATTRIBUTE_NAME, 'needs letters, digits and _ as in a name, at most 64'),
    z.enum(ATTRIBUTE_TYPES),
  )
  .superRefine((value, context) => {
    const names = Object.keys(value)
    const taken = names.find((key) => Object.hasOwn(BASE_ATTRIBUTES, key))
    if (taken !== undefined) {
      context.addIssue({
        code: 'custom',
        path: [taken],
        message: 'is there without being declared',
      })
    }
    if (names.length > MAX_DECLARED_ATTRIBUTES) {
      const message = `needs at most ${MAX_DECLARED_ATTRIBUTES} entries`
      context.addIssue({ code: 'custom', message })
    }
  })
  .describe('Further attributes of bits that policies may ask for, after `has`.')

export const policySchema = z
  .strictObject({
    actor: name
      .optional()
      .describe(`Who spawns the listed bits; "${DEFAULT_ACTOR}" when left out.`),
    use: z
      .array(z.enum(Object.keys(BUILT_IN_POLICIES) as [typeof PERMIT_ALL]))
      .min(1)
      .max(1)
      .optional()
      .describe('Built-in policies. permit-all permits what no policy of the text forbids.'),
    cedar: z
      .string()
      .max(MAX_POLICY_BYTES)
      .optional()
      .describe('Policies in the Cedar language. What none of them permits is denied.'),
    attributes: attributes.optional(),
    capacity: capacity
      .optional()
      .describe('How many bits a zone holds; 248832 when left out, which is all of its sites.'),
    capacities: z
      .record(name, capacity)
      .refine((value) => Object.keys(value).length <= MAX_LIMITED_ZONES, {
        error: `needs at most ${MAX_LIMITED_ZONES} entries`,
      })
      .optional()
      .describe('How many bits single zones hold.'),
  })
  .describe('Who may spawn bits, where, and how many a zone holds. Without it nobody may.')

export type PolicyDocument = z.infer<typeof policySchema>
