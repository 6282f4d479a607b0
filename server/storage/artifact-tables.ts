/** What is known of artifacts; their content is in files. */
import type { Artifact } from '../../engine/resources/artifact.ts'
import type { Queries } from './database.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

const COLUMNS = [
  ...['sha256', 'bytes', 'media_type', 'role', 'run_id', 'state', 'retention_days'],
  ...['expires_at_ms', 'stored_by', 'created_at_ms', 'stored_at_ms', 'changed_at_ms'],
  ...['changed_by', 'reason'],
]

export const ARTIFACT_TABLE: ResourceTable<Artifact> = {
  name: 'artifacts',
  key: 'sha256',
  columns: COLUMNS,
  toRow: (artifact) => artifact,
  fromRow: ({ seq, ...row }) => withoutNulls(row) as Artifact,
}

/** Where a list of artifacts whose time is over goes on. */
export interface OverdueEdge {
  readonly expiresAtMs: number
  readonly sha256: string
}

/** Artifacts whose time is over and which may expire, those first whose time was over first, behind one of them. */
export async function selectOverdueArtifacts(
  queries: Queries,
  nowMs: number,
  count: number,
  { expiresAtMs, sha256 }: OverdueEdge = { expiresAtMs: -1, sha256: '' },
): Promise<readonly Artifact[]> {
  const rows = await queries.query(
    `select ${COLUMNS.join(', ')} from artifacts
     where expires_at_ms <= $1 and state not in ('expired', 'production')
       and (expires_at_ms, sha256) > ($3, $4)
     order by expires_at_ms, sha256 limit $2`,
    [nowMs, count, expiresAtMs, sha256],
  )
  return rows.map(ARTIFACT_TABLE.fromRow)
}

/** Hashes of artifacts that have expired, in order, behind one of them. */
export async function selectExpiredHashes(
  queries: Queries,
  after: string,
  count: number,
): Promise<readonly string[]> {
  const rows = await queries.query<{ sha256: string }>(
    `select sha256 from artifacts where state = 'expired' and sha256 > $1 order by sha256 limit $2`,
    [after, count],
  )
  return rows.map(({ sha256 }) => sha256)
}

/** Of some hashes, those whose content is kept. */
export async function selectKeptHashes(
  queries: Queries,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ sha256: string }>(
    `select sha256 from artifacts where state <> 'expired' and sha256 = any ($1::text[])`,
    [hashes],
  )
  return new Set(rows.map(({ sha256 }) => sha256))
}
