/** Puts moves of resources on record, and tells whether they were made. */
import { CanonicalJsonError } from '../../../engine/json/errors.ts'
import { EventRefusedError } from '../../../engine/telemetry/errors.ts'
import type { RecordEvent } from '../../../engine/telemetry/published-event.ts'
import { IdempotencyConflictError } from '../../events/errors.ts'
import type { Queries } from '../../storage/database.ts'
import { selectRefusedMove } from '../../storage/refused-move-tables.ts'
import type { RowPage } from '../../storage/resource-rows.ts'
import { InputRefusedError, StateConflictError } from '../errors.ts'
import type { CallContext } from '../handler.ts'

/** What a move is of, for whoever is told that it was not made. */
export interface Move {
  readonly operation: string
  readonly resource: string
  readonly id: string
  /** The state that it would lead to. */
  readonly wanted: string
}

/**
 * Publishes the event of a move. Between the check of a command and its event another may have been faster, in this
 * process or in another: who was first in the ledger is right.
 *
 * @throws {StateConflictError} where the move was not made, or another fact has its idempotency key.
 * @throws {InputRefusedError} where the event cannot hold what it should tell.
 */
export async function publishMove(
  context: CallContext,
  queries: Queries,
  { operation, ...move }: Move,
  event: RecordEvent,
): Promise<void> {
  try {
    const { seq } = await context.publishEvent(event)
    const refused = await selectRefusedMove(queries, seq)
    if (refused === undefined) return
    throw new StateConflictError({ ...move, state: refused.state ?? 'not there' })
  } catch (error) {
    if (error instanceof IdempotencyConflictError) {
      throw new StateConflictError({ ...move, state: 'told to be otherwise before' })
    }
    if (error instanceof EventRefusedError) {
      throw new InputRefusedError({ operation, faults: error.details.faults })
    }
    // Numbers that others may round, halves of letters: no hash could stand for them.
    if (!(error instanceof CanonicalJsonError)) throw error
    throw new InputRefusedError({ operation, faults: [error.message] })
  }
}

/** The place of a list in its table. */
export function readCursor(operation: string, after: string | undefined): number | undefined {
  if (after === undefined) return undefined
  if (/^\d{1,15}$/.test(after)) return Number(after)
  throw new InputRefusedError({ operation, faults: ['after: no list has given that as `next`'] })
}

/** A page as it is answered. */
export const toPage = <T>({ items, nextSeq }: RowPage<T>) => ({
  items: [...items],
  ...(nextSeq === undefined ? {} : { next: String(nextSeq) }),
})
