/** The schemas of what makes a world of cells a living one: rules, zones, fields and bits. */
import { z } from 'zod'
import { MAX_AMOUNTS } from '../fields/channel-check.ts'
import { metaRulesSchema } from '../forge/meta-rules/meta-rule-schema.ts'
import { MAX_CLOCK_DIVISOR } from '../lattice/zone-clock.ts'
import { channelOrderShape, MAX_ORDERS } from './ca-channel-schema.ts'
import { box, position, positions } from './place-schema.ts'
import { MAX_POKE_TICKS } from './poke-ticks.ts'

/** With the scenario's own rule, the number of a rule fits a byte. */
export const MAX_NAMED_RULES = 255

export const MAX_LISTED_ZONES = 254

const MAX_META_LISTS = 255

const NAME = /^[A-Za-z][\w-]{0,31}$/

const name = z
  .string()
  .regex(NAME, 'needs a name: a letter, then at most 31 letters, digits, - or _')

const key = z
  .string()
  .regex(NAME, 'cannot be a name: that is a letter, then at most 31 letters, digits, - or _')

/** Rules by names of their own. */
export const rulesSchema = z
  .record(key, z.string().min(1))
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

const ruleName = z
  .string()
  .min(1)
  .describe("The name of one of the rules; the scenario's own, `own`, when left out.")

const zone = z
  .strictObject({
    name,
    box: box.optional().describe('Its cells. Zones of boxes leave the rest to one zone more.'),
    center: position
      .optional()
      .describe('A site: each bolt of 6 x 6 x 4 cells belongs to the nearest of the centers.'),
    rule: ruleName.optional(),
    settled: z
      .boolean()
      .optional()
      .describe('Whether only spawned bits step in it; in others every site does.'),
    clock: clock.optional(),
  })
  .describe('A part of the world with a rule and a clock of its own.')

/** Zones: all with a box, or all with a center. */
export const zonesSchema = z.array(zone).min(1).max(MAX_LISTED_ZONES)

/** Where something happens: at listed sites, all over a box, or at random sites of one. */
const place = {
  cells: positions.optional(),
  box: box.optional(),
}

const MAX_FALLOFF_RADIUS = 512

/** Something that is added to a field from outside. */
export const pokeSchema = z
  .strictObject({
    ...place,
    channel: z.string(),
    value: z.number().describe('What is added at each site.'),
    set: z.boolean().optional().describe('Whether the value is set, not added.'),
    falloff: z
      .strictObject({ at: position, radius: z.int().min(1).max(MAX_FALLOFF_RADIUS) })
      .optional()
      .describe('Less and less around a site, as a Gaussian: a 64th of the value at the radius.'),
    ticks: z
      .int()
      .min(1)
      .max(MAX_POKE_TICKS)
      .optional()
      .describe(
        'A source: done in each of so many ticks, from that of the event on. 1 when left out.',
      ),
  })
  .describe('Adds to a channel, at cells or all over a box.')

/** What a channel does by itself from then on. */
export const tuneSchema = z
  .strictObject({
    channel: z.string(),
    diffusion: z.number().optional().describe('diffuse: share that flows to each neighbor.'),
    speed: z.number().optional().describe('wave: cells a tick.'),
    damping: z.number().optional().describe('wave: share of its motion lost in a tick.'),
    decay: z.number().optional().describe('Share of the distance to rest lost in a tick.'),
    rest: z.number().optional().describe('Where it comes to rest.'),
    source: z
      .union([z.number(), z.array(z.number()).min(1).max(MAX_AMOUNTS)])
      .optional()
      .describe('What each cell that is not vacant adds in a tick, or a list by state.'),
  })
  .describe('Gives a channel another dynamic; what is left out is as the scenario has it.')

const unit = z.number().min(0).max(1)

/** Attributes of bits that physics and meta-rules may change later. */
const parameters = {
  phiPhase: unit.optional(),
  sigmaFlow: z.number().min(-1).max(1).optional(),
  lambdaSensitivity: unit.optional(),
  trustScore: unit.optional(),
}

/** Bits that are spawned. */
export const spawnSchema = z
  .strictObject({
    ...place,
    density: z
      .int()
      .min(0)
      .max(255)
      .optional()
      .describe('Only at random sites of the box, as a soup of this density has them.'),
    rule: ruleName.optional(),
    state: z.int().min(0).max(255).optional().describe('0 when left out.'),
    components: z.array(z.int()).max(7).optional(),
    ...parameters,
    metaRules: name.optional().describe('The name of one of the lists of meta-rules.'),
    trace: z.boolean().optional(),
    active: z.boolean().optional().describe('Whether they step at once; true when left out.'),
    actor: z.string().min(1).max(64).optional().describe('Who asks for them.'),
  })
  .describe('Spawns bits, at cells or in a box, where the policies allow it.')

/** Bits that are activated, suspended or terminated. */
export const lifeSchema = z
  .strictObject({ ...place, reason: z.string().max(500).optional() })
  .describe('Bits at cells or in a box; sites without one are passed over.')

/** Bits that are given other rules. */
export const followSchema = z
  .strictObject({ ...place, rule: ruleName.optional(), metaRules: name.optional() })
  .describe('Gives bits another rule, another list of meta-rules, or both.')

/** Bits whose parameters or traces are changed. */
export const setSchema = z
  .strictObject({
    ...place,
    ...parameters,
    trace: z.boolean().optional().describe('Begins or ends their traces.'),
  })
  .describe('Gives bits other parameters, or begins or ends their traces.')

const rate = z.number().gt(0).max(1)

/** How the parameters of bits change by themselves. */
export const physicsSchema = z
  .strictObject({
    omega: z.number().gte(-0.5).lt(0.5).optional().describe('Turns a tick by itself; 1/64.'),
    coupling: unit.optional().describe("Pull of the neighbors' phases; 1/4."),
    flowRate: rate.optional().describe('Share of what is new in sigma_flow; 1/16.'),
    trustRate: rate.optional().describe('Share of what is new in trust; 1/16.'),
  })
  .describe('Lets phi_phase, sigma_flow and trust change; without it they stay as they are.')

/** Lists of meta-rules by name. */
export const metaListsSchema = z
  .record(key, metaRulesSchema)
  .refine((lists) => Object.keys(lists).length <= MAX_META_LISTS, {
    message: `needs at most ${MAX_META_LISTS} lists`,
  })

export const spawnsSchema = z.array(spawnSchema).min(1).max(MAX_ORDERS)

/** What an event may order of a living world. */
export const orderShape = {
  poke: z.array(pokeSchema).min(1).max(MAX_ORDERS).optional(),
  tune: z.array(tuneSchema).min(1).max(MAX_ORDERS).optional(),
  spawn: spawnsSchema.optional(),
  activate: z.array(lifeSchema).min(1).max(MAX_ORDERS).optional(),
  suspend: z.array(lifeSchema).min(1).max(MAX_ORDERS).optional(),
  terminate: z.array(lifeSchema).min(1).max(MAX_ORDERS).optional(),
  follow: z.array(followSchema).min(1).max(MAX_ORDERS).optional(),
  set: z.array(setSchema).min(1).max(MAX_ORDERS).optional(),
  ...channelOrderShape,
} as const

const ordersSchema = z.object(orderShape)

export type OrdersDocument = z.infer<typeof ordersSchema>
export type ZoneDocument = z.infer<typeof zone>
export type PokeDocument = z.infer<typeof pokeSchema>
export type TuneDocument = z.infer<typeof tuneSchema>
export type SpawnDocument = z.infer<typeof spawnSchema>
export type LifeDocument = z.infer<typeof lifeSchema>
export type FollowDocument = z.infer<typeof followSchema>
export type SetDocument = z.infer<typeof setSchema>
export type PhysicsDocument = z.infer<typeof physicsSchema>
