/**
 * The schema of channels in scenario files. Only the shape is told here; `parse-channel.ts` makes
 * specs of it and says what does not fit together.
 */
import { z } from 'zod'
import { NAMED_NEIGHBORHOODS } from '../lattice/neighborhood.ts'
import { MAX_CHANNELS } from './channel.ts'
import { MAX_AMOUNTS, MAX_CLASSES } from './channel-check.ts'

/** A name that a rule written as a function can call the channel by. */
const name = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9_]{0,31}$/,
    'needs a name like heat: a small letter, then at most 31 more',
  )
  .describe('One of gravity, mood, heat, signal, entropy, intent, reward, or a name of your own.')

const number = z.number().describe('Rounded to the nearest 1/16384.')

const neighborhood = z.enum(NAMED_NEIGHBORHOODS).describe('Whom it looks at.')

const dynamic = z
  .strictObject({
    kind: z
      .enum(['static', 'diffuse', 'wave', 'entropy', 'uphill'])
      .optional()
      .describe("The default channel's own when left out."),
    diffusion: z.number().optional().describe('diffuse: share that flows to each neighbor.'),
    speed: z.number().optional().describe('wave: cells a tick.'),
    damping: z.number().optional().describe('wave: share of its motion lost in a tick.'),
    decay: z
      .number()
      .optional()
      .describe('diffuse, wave: share of the distance to rest lost in a tick; 0 when left out.'),
    rest: number.optional().describe('diffuse, wave: where it comes to rest; 0 when left out.'),
    source: z
      .union([z.number(), z.array(z.number()).min(1).max(MAX_AMOUNTS)], 'needs a number or a list')
      .optional()
      .describe(
        'diffuse, wave: what each cell that is not vacant adds in a tick, or a list by state, ' +
          'the last for all states beyond.',
      ),
    classes: z
      .int()
      .min(2)
      .max(MAX_CLASSES)
      .optional()
      .describe('entropy: kinds of states told apart, the last for all beyond; 8 when left out.'),
    of: name.optional().describe('uphill: the channel that is climbed.'),
    neighborhood: neighborhood.optional().describe('entropy, uphill: whom it looks at.'),
  })
  .describe('What the channel does by itself.')

const channel = z
  .union(
    [
      name,
      z.strictObject({
        name,
        unit: z.string().max(40).optional(),
        about: z.string().max(400).optional(),
        range: z.tuple([number, number]).optional().describe('Least and greatest, within +-8.'),
        start: number.optional().describe('Everywhere at tick 0; 0 when left out.'),
        dynamic: dynamic.optional(),
      }),
    ],
    'needs the name of a channel, or a channel with a name',
  )
  .describe('A field channel. Of the seven by name, what is left out is as usual.')

/** The channels of a world, in the order in which its state holds them. */
export const channelsSchema = z.array(channel).max(MAX_CHANNELS)

export type ChannelDocument = z.infer<typeof channel>
export type DynamicDocument = z.infer<typeof dynamic>

/**
 * The issues of a failed check, where something may have several forms those of the form it was
 * meant to have: a union alone says only that it has neither.
 */
export function spreadIssues(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    // Of the forms, the one that takes something of its type has no fault at its own root.
    const meant = issue.errors.find((faults) =>
      faults.every(({ code, path }) => {
        return code !== 'invalid_type' || path.length > 0
      }),
    )
    if (meant === undefined) return [issue]
    return spreadIssues(meant).map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] }))
  })
}
