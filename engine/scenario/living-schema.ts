/** The schemas of what makes a world of cells a living one: more rules, zones, pokes at fields. */
import { z } from 'zod'
import { MAX_CLOCK_DIVISOR } from '../lattice/zone-clock.ts'
import { box, position, positions } from './place-schema.ts'

/** With the scenario's own rule, the number of a rule fits a byte. */
export const MAX_NAMED_RULES = 255

export const MAX_LISTED_ZONES = 254

const NAME = /^[A-Za-z][\w-]{0,31}$/

const name = z
  .string()
  .regex(NAME, 'needs a name: a letter, then at most 31 letters, digits, - or _')

/** Rules by names of their own. */
export const rulesSchema = z
  .record(name, z.string().min(1))
  .refine((rules) => Object.keys(rules).length <= MAX_NAMED_RULES, {
    message: `needs at most ${MAX_NAMED_RULES} rules`,
  })
  .describe('Rules by name, each in any notation; zones and bits follow them.')

const clock = z
  .strictObject({
    divisor: z.int().min(1).max(MAX_CLOCK_DIVISOR).describe('Steps every so many ticks.'),
    phase: z.int().min(0).optional().describe('The first tick it steps from; 0 when left out.'),
  })
  .describe('When a zone steps; it holds between.')

const zone = z
  .strictObject({
    name,
    box: box.optional().describe('Its cells. Zones of boxes leave the rest to one zone more.'),
    center: position
      .optional()
      .describe('A site: each bolt of 6 x 6 x 4 cells belongs to the nearest of the centers.'),
    rule: z
      .string()
      .min(1)
      .optional()
      .describe("The name of one of the rules; the scenario's own when left out."),
    clock: clock.optional(),
  })
  .describe('A part of the world with a rule and a clock of its own.')

/** Zones: all with a box, or all with a center. */
export const zonesSchema = z.array(zone).min(1).max(MAX_LISTED_ZONES)

/** Something that is added to a field from outside. */
export const pokeSchema = z
  .strictObject({
    channel: z.string(),
    cells: positions.optional(),
    box: box.optional(),
    value: z.number().describe('What is added at each site.'),
  })
  .describe('Adds to a channel, at cells or all over a box.')

export type ZoneDocument = z.infer<typeof zone>
export type PokeDocument = z.infer<typeof pokeSchema>
