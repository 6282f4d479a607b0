/** Events that tell of moves which the state machine of their resource does not allow: they change nothing. */
import type { Queries, Transaction } from './database.ts'
import type { Row } from './sql-values.ts'

export interface RefusedMove extends Row {
  readonly seq: number
  /** The name of the event. */
  readonly type: string
  readonly resource: string
  readonly id: string
  /** The state that the resource was in; undefined where there was none. */
  readonly state: string | undefined
}

/** Keeps some; those that are kept already are passed over. */
export async function insertRefusedMoves(
  transaction: Transaction,
  moves: readonly RefusedMove[],
): Promise<void> {
  if (moves.length === 0) return
  await transaction.query(
    `insert into refused_moves (seq, type, resource, id, state)
     select seq, type, resource, id, state from json_populate_recordset(null::refused_moves, $1::json)
     on conflict (seq) do nothing`,
    [JSON.stringify(moves)],
  )
}

/** The move that an event tells of, where it was refused. */
export async function selectRefusedMove(
  queries: Queries,
  seq: number,
): Promise<RefusedMove | undefined> {
  const [row] = await queries.query<RefusedMove>(
    'select seq, type, resource, id, state from refused_moves where seq = $1',
    [seq],
  )
  return row
}

/** How many there are. */
export async function countRefusedMoves(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ moves: number }>(
    'select count(*)::int as moves from refused_moves',
  )
  return row!.moves
}
