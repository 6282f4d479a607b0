/** From an edit by hand to the commands that it is made of. */
import { z } from 'zod'
import { countCells, type Size } from '../lattice/size.ts'
import {
  announceSchema,
  assignSchema,
  bindSchema,
  linkSchema,
  sendSchema,
} from './ca-channel-schema.ts'
import { checkSchema } from './check-schema.ts'
import { compileOrder, type ORDER_KINDS, type OrderDocument, ticksOf } from './compile-orders.ts'
import { compileBox, compileCells, type StrokeBounds } from './compile-stroke.ts'
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
import { type BoxDocument, box, positions } from './place-schema.ts'
import { MAX_EVENTS } from './scenario-schema.ts'
import type { Stroke } from './stroke.ts'

/** Orders of one call: a drag of the mouse sends some for each picture. */
const MAX_ORDERS = 256

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
        box: box.optional(),
        state: z.int().min(0).max(255),
      }),
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
    z.object({ tick: z.int().min(0) }).catchall(z.array(z.record(z.string(), z.unknown())).max(1)),
  )
  .max(MAX_EVENTS)

/** An order whose shape has been checked. */
export type EditDocument =
  | {
      readonly kind: 'paint'
      readonly cells?: number[][] | undefined
      readonly box?: BoxDocument | undefined
      readonly state: number
    }
  | (OrderDocument & { readonly kind: (typeof ORDER_KINDS)[number] })

/** What an edit must fit. */
export interface EditBounds {
  readonly size: Size
  readonly seed: bigint
  /** States that may be painted. */
  readonly states: number
  readonly living: LivingRun | undefined
}

/** What an order does. */
export type EditCommand =
  | { readonly kind: 'paint'; readonly stroke: Stroke }
  | { readonly kind: 'order'; readonly order: LivingOrder }

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
  return checked.data.map(({ tick, ...rest }, i) => {
    const [entry, ...others] = Object.entries(rest)
    const [order, ...more] = entry?.[1] ?? []
    if (entry === undefined || order === undefined || others.length + more.length > 0) {
      throw new RunSetupError('run/option', `edits.${i} needs one order`, { field: `edits.${i}` })
    }
    const [kind] = entry
    const { fill, ...stroke } = order as { readonly fill?: BoxDocument }
    const placed = fill === undefined ? stroke : { ...stroke, box: fill }
    const [edit] = parseEdits([{ kind, ...placed }])
    return { tick, edit: edit! }
  })
}

/**
 * Compiles one order.
 *
 * @throws {RunSetupError} when a site lies outside the world, a state beyond its rules, or there is
 * no such channel.
 */
export function compileEdit(edit: EditDocument, bounds: EditBounds): EditCommand {
  const { size, seed, states, living } = bounds
  if (edit.kind === 'paint') return { kind: 'paint', stroke: compilePaint(edit, { size, states }) }
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
  // A fill checks no state, which a list does.
  compileCells([], { state }, bounds)
  return { kind: 'fill', box: compileBox(inside, bounds.size), state }
}

/** In how many ticks an edit is done: of a source in several. */
export function ticksOfEdit(edit: EditDocument): number {
  return edit.kind === 'paint' ? 1 : ticksOf(edit.kind, edit)
}

interface PlacedDocument {
  readonly cells?: readonly unknown[] | undefined
  readonly box?: BoxDocument | undefined
}

/** How many sites a scenario that holds an order has to go through; a painted box is one stroke. */
export function countSites(edit: EditDocument): number {
  // Orders of pairs name a site or two, and neither cells nor a box.
  const { cells, box: inside } = edit as PlacedDocument
  if (cells !== undefined) return cells.length
  if (edit.kind === 'paint' || inside === undefined) return 1
  const [x = 1, y = 1, z = 1] = inside.size
  return countCells({ x, y, z })
}
