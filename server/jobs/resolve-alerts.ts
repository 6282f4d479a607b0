/** What ends an alert: somebody says so, or its cause goes away. It is resolved once, whoever is first. */
import { ITSELF } from '../../engine/resources/alert.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { EventCause } from '../../engine/telemetry/published-event.ts'
import { selectAlertsOfSame } from '../storage/alert-tables.ts'
import type { Database } from '../storage/database.ts'
import type { RunRow } from '../storage/run-tables.ts'
import type { RunAlert } from './run-events.ts'
import type { RunRecord } from './run-record.ts'

/** What goes on record where an alert is over. */
export function describeResolved(
  alertId: string,
  by: string,
  reason: string,
  told: { readonly agent?: string; readonly cause?: EventCause } = {},
): KnownRecord {
  return {
    kind: 'record',
    name: 'thunderbolt.alert.resolved',
    ...told,
    idempotencyKey: `alert/${alertId}/end`,
    data: { alert_id: alertId, by, reason },
  }
}

/** What is over when the same run comes to its end. */
const AT_AN_END: readonly RunAlert['rule'][] = ['run.lost', 'run.memory']
/** And where it was all as expected, too. */
const AS_EXPECTED: readonly RunAlert['rule'][] = [...AT_AN_END, 'run.expectation']

/**
 * Resolves alerts about earlier runs of a scenario and a seed, when a later one has come to its end: as far as theirs
 * were to go, or farther.
 *
 * @param run that is completed.
 * @param isAsExpected whether all was as its scenario expects.
 */
export async function resolveAlertsOfSame(
  {
    database,
    record,
    worker,
  }: {
    readonly database: Database
    readonly record: RunRecord
    readonly worker: string
  },
  run: RunRow,
  cause: EventCause,
  { tick, isAsExpected }: { readonly tick: number; readonly isAsExpected: boolean },
): Promise<void> {
  const rules = isAsExpected ? AS_EXPECTED : AT_AN_END
  for (const { alert_id: alertId } of await selectAlertsOfSame(database, run, tick, rules)) {
    const how = isAsExpected ? 'has come to its end, as expected' : 'has come to its end'
    const reason = `The same run ${how}, as ${run.run_id}.`
    await record.publishEvent(
      describeResolved(alertId, ITSELF, reason, { agent: worker, cause }),
      run.correlation_id,
    )
  }
}
