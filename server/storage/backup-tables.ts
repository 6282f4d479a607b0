/** What a restore asks of tables before it fills them. */
import type { Queries } from './database.ts'

/** Whether nothing was ever put into the tables. */
export async function isUntouched(queries: Queries): Promise<boolean> {
  const [row] = await queries.query<{ used: boolean }>(
    `select exists (select 1 from ledger_head) or exists (select 1 from scenarios)
       or exists (select 1 from verdicts) or exists (select 1 from consumers) as used`,
  )
  return row?.used === false
}
