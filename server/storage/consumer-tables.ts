/**
 * Positions, failed tries and dead letters of consumers.
 *
 * The row of a consumer is locked while it moves on, so that of several processes that serve it one does so at a
 * time, and what it has done is durable together with its position.
 */
import type { Database, Queries, Transaction } from './database.ts'
import type { Row } from './sql-values.ts'

/** A failed try, as it is kept. */
export interface FailureRow extends Row {
  readonly seq: number
  readonly attempt: number
  readonly at_ms: number
  readonly problem: string
}

/** A dead letter, as it is kept. */
export interface DeadLetterRow extends Row {
  readonly consumer: string
  readonly seq: number
  readonly type: string
  readonly state: 'dead' | 'redriven'
}

/** The position of a consumer; 0, and a row of its own, for one that is new. */
export async function readPosition(database: Database, consumer: string): Promise<number> {
  const insert = 'insert into consumers (name, position) values ($1, 0) on conflict do nothing'
  await database.query(insert, [consumer])
  return await selectPosition(database, consumer, '')
}

/** Locks a consumer for the rest of a transaction, and gives its position. */
export async function lockPosition(transaction: Transaction, consumer: string): Promise<number> {
  return await selectPosition(transaction, consumer, 'for update')
}

async function selectPosition(
  database: Queries,
  consumer: string,
  lock: '' | 'for update',
): Promise<number> {
  const select = `select position from consumers where name = $1 ${lock}`
  const [row] = await database.query<{ position: number }>(select, [consumer])
  return row?.position ?? 0
}

/** Moves a consumer that was locked; the hash is that of the text of the last entry that it has passed. */
export async function writePosition(
  transaction: Transaction,
  consumer: string,
  position: number,
  lastSha256: string,
): Promise<void> {
  const update = 'update consumers set position = $2, last_sha256 = $3 where name = $1'
  await transaction.query(update, [consumer, position, lastSha256])
}

/** Keeps a failed try behind those before it; gives how many there are. */
export async function insertFailure(
  database: Database,
  consumer: string,
  { seq, at_ms: atMs, problem }: Omit<FailureRow, 'attempt'>,
): Promise<number> {
  return await database.transaction(async (transaction) => {
    await lockPosition(transaction, consumer)
    const [row] = await transaction.query<{ attempt: number }>(
      `insert into consumer_failures (consumer, seq, attempt, at_ms, problem)
       select $1, $2, count(*) + 1, $3, $4
       from consumer_failures where consumer = $1 and seq = $2
       returning attempt`,
      [consumer, seq, atMs, problem],
    )
    return row!.attempt
  })
}

/** Puts an event aside. */
export async function insertDeadLetter(
  transaction: Transaction,
  { consumer, seq, type, state }: DeadLetterRow,
): Promise<void> {
  await transaction.query(
    'insert into dead_letters (consumer, seq, type, state) values ($1, $2, $3, $4)',
    [consumer, seq, type, state],
  )
}

/** Locks a letter that is dead for the rest of a transaction; false where it is none. */
export async function lockDeadLetter(
  transaction: Transaction,
  consumer: string,
  seq: number,
): Promise<boolean> {
  const rows = await transaction.query(
    `select 1 from dead_letters where consumer = $1 and seq = $2 and state = 'dead' for update`,
    [consumer, seq],
  )
  return rows.length > 0
}

/** Marks a letter as redriven. */
export async function markRedriven(
  transaction: Transaction,
  consumer: string,
  seq: number,
): Promise<void> {
  await transaction.query(
    `update dead_letters set state = 'redriven' where consumer = $1 and seq = $2`,
    [consumer, seq],
  )
}

/** Letters of one consumer, or of all, in order. */
export async function selectDeadLetters(
  database: Database,
  range: {
    readonly consumer?: string
    readonly after?: { readonly consumer: string; readonly seq: number }
    readonly count: number
  },
): Promise<readonly DeadLetterRow[]> {
  return await database.query<DeadLetterRow>(
    `select consumer, seq, type, state from dead_letters
     where ($1::text is null or consumer = $1) and (consumer, seq) > ($2, $3)
     order by consumer, seq limit $4`,
    [range.consumer, range.after?.consumer ?? '', range.after?.seq ?? -1, range.count],
  )
}

/** Failed tries of an event, in order. */
export async function selectFailures(
  database: Database,
  consumer: string,
  seq: number,
): Promise<readonly FailureRow[]> {
  return await database.query<FailureRow>(
    `select seq, attempt, at_ms, problem from consumer_failures
     where consumer = $1 and seq = $2 order by attempt`,
    [consumer, seq],
  )
}

/** How many letters are dead. */
export async function countDeadLetters(database: Database): Promise<number> {
  const [row] = await database.query<{ dead: number }>(
    `select count(*)::int as dead from dead_letters where state = 'dead'`,
  )
  return row!.dead
}
