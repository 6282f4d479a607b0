/** Alerts. */
import type { Alert } from '../../engine/resources/alert.ts'
import type { Queries } from './database.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const ALERT_TABLE: ResourceTable<Alert> = {
  name: 'alerts',
  key: 'alert_id',
  columns: [
    ...['alert_id', 'rule', 'severity', 'of_id', 'message', 'found', 'most', 'state'],
    ...['created_at_ms', 'resolved_at_ms', 'resolved_by', 'reason'],
  ],
  // Their own names are words of SQL.
  toRow: ({ of, value, limit, ...alert }) => ({
    ...alert,
    ...{ of_id: of, found: value ?? null, most: limit ?? null },
  }),
  fromRow({ seq, ...row }) {
    const { of_id: of, found: value, most: limit, ...alert } = row
    return withoutNulls({ ...alert, of, value, limit }) as Alert
  },
}

/** So many are resolved at once. */
const MAX_RESOLVED = 100

/**
 * Alerts that are raised about other runs of the same scenario with the same seed, as far as a run has come at most.
 *
 * @param rules which rules have raised them.
 */
export async function selectAlertsOfSame(
  queries: Queries,
  run: { readonly run_id: string; readonly scenario_sha256: string; readonly seed: string },
  ticks: number,
  rules: readonly string[],
): Promise<readonly { readonly alert_id: string; readonly of_id: string }[]> {
  return await queries.query<{ alert_id: string; of_id: string }>(
    `select alert_id, of_id from alerts join automata_runs on run_id = of_id
     where alerts.state = 'raised' and alerts.rule = any ($5::text[])
       and scenario_sha256 = $1 and seed = $2 and run_id <> $3 and ticks::numeric <= $4
     order by alert_id limit ${MAX_RESOLVED}`,
    [run.scenario_sha256, run.seed, run.run_id, ticks, rules],
  )
}
