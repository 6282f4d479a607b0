/**
 * The schema of scenario files, version 1: the one description from which the types, the JSON
 * Schema for editors and the error messages come.
 *
 * Only the shape is told here. What needs two fields at once (a state beyond the rule's, a cell
 * outside the world) is checked in `compile-scenario.ts`, so that a document is told all its faults.
 */
import { z } from 'zod'
import { channelsSchema } from '../fields/channel-schema.ts'
import { MAX_AXIS_CELLS } from '../lattice/size.ts'
import { MAX_METRICS } from '../metrics/parse-metrics.ts'
import { policySchema } from '../policy/policy-schema.ts'
import { caChannelsSchema } from './ca-channel-schema.ts'
import {
  metaListsSchema,
  orderShape,
  physicsSchema,
  rulesSchema,
  spawnsSchema,
  zonesSchema,
} from './living-schema.ts'
import { PACK_REFERENCE } from './packs/pack-path.ts'
import { MAX_PACKS } from './packs/parameter-pack.ts'
import { position, positions, shapedBox } from './place-schema.ts'
import { findPathFault } from './scenario-path.ts'

export const MAX_STROKES = 256
export const MAX_EVENTS = 10_000
export const MAX_PROBES = 10_000

const worldSize = z
  .array(z.int().min(0).max(MAX_AXIS_CELLS))
  .min(1)
  .max(3)
  .describe('Cells along x, or x and y, or x, y and z; an axis of 0 has no end.')

const SEED_WORDS = 'needs a decimal number from 0 to 2^64 - 1, in quotes where it is beyond 2^53'

const seed = z
  .union(
    [z.string().regex(/^\d{1,20}$/, SEED_WORDS), z.int(SEED_WORDS).min(0, SEED_WORDS)],
    SEED_WORDS,
  )
  .describe('A decimal number below 2^64; in quotes where it is beyond 2^53.')

const path = z
  .string()
  .superRefine((value, context) => {
    const fault = findPathFault(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .describe("A pattern file, relative to the scenario's folder and inside it.")

const density = z
  .int()
  .min(0)
  .max(255)
  .describe('A cell is alive when the top 8 bits of its random draw are below this.')

const state = z.int().min(0).max(255)

/** Keys of which a stroke has exactly one. */
export const STROKE_KINDS = ['cells', 'fill', 'pattern', 'rle', 'soup'] as const

const soup = z.strictObject({
  density,
  box: shapedBox.optional(),
  seed: seed.optional().describe("Where its stream begins; the scenario's seed when left out."),
  states: z
    .enum(['own', 'zone'])
    .optional()
    .describe(
      "Whether live cells are in the states of the scenario's own rule, or of the rule of the zone they fall in.",
    ),
})

const stroke = z
  .strictObject({
    cells: positions.optional().describe('Sites to set, relative to `at` (0, 0, 0 when left out).'),
    fill: shapedBox.optional().describe('A box to set to one state.'),
    state: state.optional().describe('The state that `cells` or `fill` sets; 1 when left out.'),
    pattern: path.optional(),
    rle: z.string().min(1).optional().describe('A pattern written here, as RLE (or 3-D RLE).'),
    at: position
      .optional()
      .describe("Where a pattern's corner lies; left out, the pattern is centered."),
    soup: soup.optional().describe('Random cells from a seed, over a box or the whole world.'),
  })
  .superRefine((value, context) => {
    const given = STROKE_KINDS.filter((kind) => value[kind] !== undefined)
    if (given.length !== 1) {
      context.addIssue({
        code: 'custom',
        message: `needs exactly one of ${STROKE_KINDS.join(', ')}, and has ${given.join(' and ') || 'none'}`,
      })
    }
    const takesState = value.cells !== undefined || value.fill !== undefined
    if (value.state !== undefined && !takesState) {
      context.addIssue({ code: 'custom', path: ['state'], message: 'goes with cells or fill only' })
    }
    const takesAt = value.fill === undefined && value.soup === undefined
    if (value.at !== undefined && !takesAt) {
      context.addIssue({ code: 'custom', path: ['at'], message: 'goes inside the box here' })
    }
  })
  .describe('One act of painting. Cells, patterns and RLE leave what they do not name as it is.')

const axis = z.enum(['x', 'y'])

const topology = z
  .union(
    [
      z.enum(['box', 'torus', 'cross-surface', 'sphere']),
      z.strictObject({ kind: z.literal('shifted-torus'), along: axis, shift: z.int() }),
      z.strictObject({
        kind: z.literal('klein'),
        along: axis,
        shift: z.union([z.literal(0), z.literal(1)]).optional(),
      }),
    ],
    'needs box, torus, cross-surface, sphere, {kind: shifted-torus, along, shift} or ' +
      '{kind: klein, along, shift}',
  )
  .describe('What lies beyond the faces: box is dead outside, torus joins opposite faces.')

const rule = z
  .string()
  .min(1)
  .describe('A rule in any notation, e.g. B3/S23, 345/2/4, 4-5/5/2/M, W30.')

const tick = z.int().min(0)

const count = z.int().min(0)

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'needs 64 lower-case hexadecimal digits')

export const scenarioSchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1).max(200),
    about: z.string().max(2000).optional().describe('Why it is interesting.'),
    world: z
      .strictObject({
        size: worldSize.optional(),
        topology: topology.optional().describe('torus when left out.'),
      })
      .optional(),
    seed: seed.optional().describe('0 when left out.'),
    rule,
    packs: z
      .array(z.string().regex(PACK_REFERENCE, 'needs a name and a version, as ripples@1.2.0'))
      .max(MAX_PACKS)
      .optional()
      .describe('Parameter packs, from `packs/NAME.yaml`; `$name.key` stands for a value of one.'),
    rules: rulesSchema.optional(),
    zones: zonesSchema.optional(),
    channels: channelsSchema.optional().describe('Fields that cells live in.'),
    caChannels: caChannelsSchema.optional().describe('Channels along which bits pass messages on.'),
    bits: spawnsSchema
      .optional()
      .describe('Bits that live at tick 0, spawned before it is painted.'),
    metaRules: metaListsSchema.optional(),
    physics: physicsSchema.optional(),
    policies: policySchema.optional(),
    initial: z.array(stroke).max(MAX_STROKES).optional(),
    events: z
      .array(
        z.strictObject({
          tick: tick.describe('Changes the state of this tick, before its probe.'),
          paint: z.array(stroke).min(1).max(MAX_STROKES).optional(),
          rule: rule.optional(),
          ...orderShape,
        }),
      )
      .max(MAX_EVENTS)
      .optional(),
    ticks: tick.optional().describe('How far the scenario goes.'),
    probes: z.array(tick).max(MAX_PROBES).optional().describe('Ticks to report on.'),
    metrics: z
      .array(z.string().max(100))
      .max(MAX_METRICS)
      .optional()
      .describe('What probes measure, e.g. entropy, block-entropy:3; or all.'),
    expect: z
      .array(
        z.strictObject({
          tick,
          population: count.optional(),
          counts: z
            .record(z.string().regex(/^\d{1,3}$/, 'is not the number of a state'), count)
            .optional(),
          cellsHash: hash.optional(),
          stateHash: hash.optional(),
        }),
      )
      .max(MAX_PROBES)
      .optional()
      .describe('What must hold at a tick; a run that differs fails.'),
    view: z
      .strictObject({
        ticksPerSecond: z.number().positive().max(1000).optional(),
      })
      .optional()
      .describe('How a viewer should show it.'),
  })
  .describe('A Thunderline scenario, version 1.')

export type ScenarioDocument = z.infer<typeof scenarioSchema>
export type StrokeDocument = z.infer<typeof stroke>
export type SoupDocument = z.infer<typeof soup>
export type TopologyDocument = z.infer<typeof topology>

/** The schema of one stroke, for checks that go on where another part of a document is at fault. */
export const strokeSchema = stroke

/** The schema of a rule as a scenario writes it, for edits. */
export const ruleText = rule

/** The schema of a soup without a stroke around it, for edits. */
export const soupSchema = soup

/** The JSON Schema (draft 2020-12) of scenario files, for editors. */
export function buildScenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioSchema, { io: 'input' }) as Record<string, unknown>
}
