/** From an edit by hand to the commands that it is made of. */
import { z } from 'zod'
import type { Size } from '../lattice/size.ts'
import { checkSchema } from './check-schema.ts'
import {
  compileOrder,
  type ORDER_KINDS,
  type OrderDocument,
  type OrderScope,
} from './compile-orders.ts'
import { compileCells } from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import type { LivingOrder, LivingRun } from './living-run.ts'
import { followSchema, lifeSchema, pokeSchema, setSchema, spawnSchema } from './living-schema.ts'
import { positions } from './place-schema.ts'
import type { Stroke } from './stroke.ts'

/** Orders of one call: a drag of the mouse sends some for each picture. */
const MAX_ORDERS = 256

/** An order of a scenario's event, at listed sites, with its kind beside it. */
const listed = <Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  schema: z.ZodObject<Shape>,
) => schema.omit({ box: true } as never).extend({ kind: z.literal(kind), cells: positions })

const ordersSchema = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('paint'),
        cells: positions,
        state: z.int().min(0).max(255),
      }),
      listed('poke', pokeSchema),
      listed('spawn', spawnSchema),
      listed('activate', lifeSchema),
      listed('suspend', lifeSchema),
      listed('terminate', lifeSchema),
      listed('follow', followSchema),
      listed('set', setSchema),
    ]),
  )
  .max(MAX_ORDERS)

/** An order whose shape has been checked. */
export type EditDocument =
  | { readonly kind: 'paint'; readonly cells: number[][]; readonly state: number }
  | (OrderDocument & { readonly kind: (typeof ORDER_KINDS)[number]; readonly cells: number[][] })

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

/**
 * Compiles one order.
 *
 * @throws {RunSetupError} when a site lies outside the world, a state beyond its rules, or there is
 * no such channel.
 */
export function compileEdit(edit: EditDocument, bounds: EditBounds): EditCommand {
  const { size, seed, states, living } = bounds
  if (edit.kind === 'paint') {
    const { cells, state } = edit
    return { kind: 'paint', stroke: compileCells(cells, { state }, { size, states }) }
  }
  const { kind, ...document } = edit
  const scope: OrderScope = {
    size,
    seed,
    living: living ?? { channels: [], rules: [], policies: undefined },
    metaLists: living?.metaLists ?? [],
    take: () => {},
  }
  if (kind !== 'poke' && living?.bits === undefined) {
    throw new RunSetupError('run/option', 'the world has no bits', { kind })
  }
  return { kind: 'order', order: compileOrder(kind, document, scope) }
}
