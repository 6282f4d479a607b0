/** Texts of scenarios by the hashes of their content, for servers that share a database and no disk. */
import type { Queries } from './database.ts'

/** Keeps a text; a second time does nothing. */
export async function insertScenario(
  queries: Queries,
  { sha256, content }: { readonly sha256: string; readonly content: string },
): Promise<void> {
  const sql = 'insert into scenarios (sha256, content) values ($1, $2) on conflict do nothing'
  await queries.query(sql, [sha256, content])
}

/** The text of a hash; undefined where there is none. */
export async function selectScenario(
  queries: Queries,
  sha256: string,
): Promise<string | undefined> {
  const sql = 'select content from scenarios where sha256 = $1'
  return (await queries.query<{ content: string }>(sql, [sha256]))[0]?.content
}
