/** From an edit by hand to the commands that it is made of. */
import { z } from 'zod'
import { detectFormat } from '../formats/detect-format.ts'
import { readFormat } from '../formats/read-pattern.ts'
import { countCells, type Size } from '../lattice/size.ts'
import type { Topology } from '../lattice/topology.ts'
import { isNamedError } from '../named-error.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { ParsedRule, Rule } from '../rules/rule.ts'
import {
  announceSchema,
  assignSchema,
  bindSchema,
  linkSchema,
  sendSchema,
} from './ca-channel-schema.ts'
import { checkSchema } from './check-schema.ts'
import { compileOrder, type ORDER_KINDS, type OrderDocument, ticksOf } from './compile-orders.ts'
import {
  compileCells,
  compileFill,
  compileSoup,
  placePattern,
  type StrokeBounds,
} from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import type { LivingOrder, LivingRun } from './living-run.ts'
import {
  followSchema,
  lifeSchema,
  pokeSchema,
  setSchema,
  spawnSchema,
  tuneSchema,
} from './living-schema.ts'
import type { OrderScope } from './order-scope.ts'
import {
  type BoxDocument,
  position,
  positions,
  type ShapedBoxDocument,
  shapedBox,
} from './place-schema.ts'
import type { Run } from './run.ts'
import { MAX_EVENTS, ruleText, type SoupDocument, soupSchema } from './scenario-schema.ts'
import type { Stroke } from './stroke.ts'

/** Orders of one call: a drag of the mouse sends some for each picture. */
const MAX_ORDERS = 256

/** The longest pattern that an edit may hold. */
const MAX_STAMP_CHARS = 4_000_000

/** An order of a scenario's event with its kind beside it. */
const ordered = <Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  schema: z.ZodObject<Shape>,
) => schema.extend({ kind: z.literal(kind) })

const ordersSchema = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('paint'),
        cells: positions.optional(),
        box: shapedBox.optional(),
        state: z.int().min(0).max(255),
      }),
      ordered('soup', soupSchema),
      z.strictObject({
        kind: z.literal('stamp'),
        rle: z.string().min(1).max(MAX_STAMP_CHARS),
        at: position,
      }),
      z.strictObject({ kind: z.literal('rule'), rule: ruleText }),
      ordered('poke', pokeSchema),
      ordered('tune', tuneSchema),
      ordered('spawn', spawnSchema),
      ordered('activate', lifeSchema),
      ordered('suspend', lifeSchema),
      ordered('terminate', lifeSchema),
      ordered('follow', followSchema),
      ordered('set', setSchema),
      ordered('assign', assignSchema),
      ordered('announce', announceSchema),
      ordered('send', sendSchema),
      ordered('bind', bindSchema),
      ordered('link', linkSchema),
    ]),
  )
  .max(MAX_ORDERS)

/** Events as edits are kept in; their orders are checked one by one. */
const eventsSchema = z
  .array(
    z
      .object({ tick: z.int().min(0), rule: ruleText.optional() })
      .catchall(z.array(z.record(z.string(), z.unknown())).max(1)),
  )
  .max(MAX_EVENTS)

/** An order whose shape has been checked. */
export type EditDocument =
  | {
      readonly kind: 'paint'
      readonly cells?: number[][] | undefined
      readonly box?: ShapedBoxDocument | undefined
      readonly state: number
    }
  | (SoupDocument & { readonly kind: 'soup' })
  | { readonly kind: 'stamp'; readonly rle: string; readonly at: number[] }
  | { readonly kind: 'rule'; readonly rule: string }
  | (OrderDocument & { readonly kind: (typeof ORDER_KINDS)[number] })

/** What an edit must fit. */
export interface EditBounds {
  readonly size: Size
  readonly topology: Topology
  readonly seed: bigint
  /** States that may be painted. */
  readonly states: number
  readonly living: LivingRun | undefined
}

/** What an order does. */
export type EditCommand =
  | { readonly kind: 'paint'; readonly stroke: Stroke }
  | { readonly kind: 'order'; readonly order: LivingOrder }
  | { readonly kind: 'rule'; readonly rule: Rule }

/**
 * Checks orders from outside.
 *
 * @throws {RunSetupError} when they are not what the schema says.
 */
export function parseEdits(orders: unknown): readonly EditDocument[] {
  const checked = checkSchema(ordersSchema, orders)
  if (checked.success) return checked.data as readonly EditDocument[]
  const [issue] = checked.issues
  const field = ['edits', ...(issue?.path ?? [])].join('.')
  throw new RunSetupError('run/option', `${field} ${issue?.message ?? 'is at fault'}`, { field })
}

/** An edit and the tick whose state it changes. */
export interface TimedEdit {
  readonly tick: number
  readonly edit: EditDocument
}

/**
 * Checks edits that were written down as events, one order each, and gives the orders.
 *
 * @throws {RunSetupError} when they are not what the schema says.
 */
export function parseEvents(events: unknown): readonly TimedEdit[] {
  const checked = checkSchema(eventsSchema, events)
  if (!checked.success) {
    const [issue] = checked.issues
    const field = ['edits', ...(issue?.path ?? [])].join('.')
    throw new RunSetupError('run/option', `${field} ${issue?.message ?? 'is at fault'}`, { field })
  }
  return checked.data.map(({ tick, rule, ...rest }, i) => {
    if (rule !== undefined && Object.keys(rest).length === 0) {
      return { tick, edit: { kind: 'rule', rule } }
    }
    const [entry, ...others] = Object.entries(rest)
    const [order, ...more] = entry?.[1] ?? []
    const isMore = rule !== undefined || others.length + more.length > 0
    if (entry === undefined || order === undefined || isMore) {
      throw new RunSetupError('run/option', `edits.${i} needs one order`, { field: `edits.${i}` })
    }
    const [kind] = entry
    const [edit] = parseEdits([kind === 'paint' ? orderOfStroke(order) : { ...order, kind }])
    return { tick, edit: edit! }
  })
}

/** The order that an event's only stroke is. */
function orderOfStroke({ fill, soup, ...stroke }: Record<string, unknown>): unknown {
  if (soup !== undefined) return { ...(soup as object), ...stroke, kind: 'soup' }
  if (stroke.rle !== undefined) return { ...stroke, kind: 'stamp' }
  return fill === undefined ? { ...stroke, kind: 'paint' } : { ...stroke, box: fill, kind: 'paint' }
}

/** An edit as the event that a scenario would have in its place, without its tick. */
export function eventOfEdit(edit: EditDocument): Readonly<Record<string, unknown>> {
  const { kind, ...order } = edit
  if (edit.kind === 'rule') return { rule: edit.rule }
  if (kind === 'soup') return { paint: [{ soup: order }] }
  if (kind === 'stamp') return { paint: [order] }
  if (edit.kind !== 'paint') return { [kind]: [order] }
  const { cells, box, state } = edit
  return { paint: [cells === undefined ? { fill: box!, state } : { cells, state }] }
}

/**
 * Compiles one order.
 *
 * @throws {RunSetupError} when a site lies outside the world, a state beyond its rules, there is no
 * such channel, or a rule cannot be read or does not fit the world.
 * @throws the named errors of the pattern readers for a stamp that is none.
 */
export function compileEdit(edit: EditDocument, bounds: EditBounds): EditCommand {
  const { size, seed, states, living } = bounds
  const stroked = { size, states, hasZones: living !== undefined }
  switch (edit.kind) {
    case 'paint':
      return { kind: 'paint', stroke: compilePaint(edit, stroked) }
    case 'soup':
      return { kind: 'paint', stroke: compileSoup(edit, stroked) }
    case 'stamp':
      return { kind: 'paint', stroke: compileStamp(edit, stroked) }
    case 'rule':
      return { kind: 'rule', rule: compileSwitch(edit.rule, bounds) }
    default:
      break
  }
  const { kind, ...document } = edit
  const scope: OrderScope = {
    size,
    seed,
    dimensions: living?.spec.dimensions ?? 3,
    living: living ?? { channels: [], caChannels: [], rules: [], policies: undefined },
    metaLists: living?.metaLists ?? [],
    take: () => {},
  }
  if (kind !== 'poke' && kind !== 'tune' && living?.bits === undefined) {
    throw new RunSetupError('run/option', 'the world has no bits', { kind })
  }
  return { kind: 'order', order: compileOrder(kind, document, scope) }
}

function compilePaint(
  { cells, box: inside, state }: Extract<EditDocument, { kind: 'paint' }>,
  bounds: StrokeBounds,
): Stroke {
  if (cells !== undefined && inside === undefined) return compileCells(cells, { state }, bounds)
  if (cells !== undefined || inside === undefined) {
    throw new RunSetupError('run/option', 'it needs cells or a box', {})
  }
  return compileFill(inside, state, bounds)
}

function compileStamp(
  { rle, at: [x = 0, y = 0, z = 0] }: Extract<EditDocument, { kind: 'stamp' }>,
  bounds: StrokeBounds,
): Stroke {
  const bytes = new TextEncoder().encode(rle)
  return placePattern(readFormat(detectFormat(bytes), bytes), { x, y, z }, bounds)
}

/**
 * Reads a rule that is to come into force in a world that is there.
 *
 * @throws {RunSetupError} when it cannot be read, has a topology, does not fit the world, or the world
 * keeps its rules.
 */
export function compileSwitch(
  text: string,
  { size, topology, living }: Pick<Run, 'size' | 'topology' | 'living'>,
): Rule {
  if (living !== undefined) {
    const message = 'a world with rules, zones or channels of its own keeps its rules'
    throw new RunSetupError('run/option', message, {})
  }
  let parsed: ParsedRule
  try {
    parsed = parseRule(text)
    assertProgramTopology(size, topology, parsed.rule.program)
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw new RunSetupError('run/rule', error.message, error.details as never, { cause: error })
  }
  if (parsed.world === undefined) return parsed.rule
  const message = 'a rule that comes in later has no topology suffix: the world stays as it is'
  throw new RunSetupError('run/option', message, {})
}

/** In how many ticks an edit is done: of a source in several. */
export function ticksOfEdit(edit: EditDocument): number {
  switch (edit.kind) {
    case 'paint':
    case 'soup':
    case 'stamp':
    case 'rule':
      return 1
    default:
      return ticksOf(edit.kind, edit)
  }
}

interface PlacedDocument {
  readonly cells?: readonly unknown[] | undefined
  readonly box?: BoxDocument | undefined
}

/** How many sites a scenario that holds an order has to go through; a painted box is one stroke. */
export function countSites(edit: EditDocument, command: EditCommand): number {
  if (command.kind === 'rule') return 1
  if (command.kind === 'paint') {
    return command.stroke.kind === 'sites' ? command.stroke.cells.states.length : 1
  }
  // Orders of pairs name a site or two, and neither cells nor a box.
  const { cells, box: inside } = edit as PlacedDocument
  if (cells !== undefined) return cells.length
  if (inside === undefined) return 1
  const [x = 1, y = 1, z = 1] = inside.size
  return countCells({ x, y, z })
}
