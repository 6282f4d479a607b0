/** From an edit by hand to the commands that it is made of. */
import { z } from 'zod'
import type { Size } from '../lattice/size.ts'
import { checkSchema } from './check-schema.ts'
import { compilePoke } from './compile-living.ts'
import { compileCells } from './compile-stroke.ts'
import { RunSetupError } from './errors.ts'
import type { LivingOrder, LivingRun } from './living-run.ts'
import { positions } from './place-schema.ts'
import type { Stroke } from './stroke.ts'

/** Orders of one call: a drag of the mouse sends some for each picture. */
const MAX_ORDERS = 256

const ordersSchema = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('paint'),
        cells: positions,
        state: z.int().min(0).max(255),
      }),
      z.strictObject({
        kind: z.literal('poke'),
        channel: z.string(),
        cells: positions,
        value: z.number(),
      }),
    ]),
  )
  .max(MAX_ORDERS)

/** An order whose shape has been checked. */
export type EditDocument = z.infer<typeof ordersSchema>[number]

/** What an edit must fit. */
export interface EditBounds {
  readonly size: Size
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
  if (checked.success) return checked.data
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
export function compileEdit(edit: EditDocument, { size, states, living }: EditBounds): EditCommand {
  if (edit.kind === 'paint') {
    const { cells, state } = edit
    return { kind: 'paint', stroke: compileCells(cells, { state }, { size, states }) }
  }
  const { channel, cells, value } = edit
  const order = compilePoke({ channel, cells: [...cells], value }, living?.channels ?? [], size)
  return { kind: 'order', order }
}
