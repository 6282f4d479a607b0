/** Tells of alerts, and resolves them. */
import { ALERT_MACHINE } from '../../../engine/resources/alert.ts'
import {
  ALERTS_GET,
  ALERTS_LIST,
  ALERTS_RESOLVE,
} from '../../../engine/resources/operations/alert-operations.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import { describeResolved } from '../../jobs/resolve-alerts.ts'
import { ALERT_TABLE } from '../../storage/alert-tables.ts'
import type { Database } from '../../storage/database.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export interface AlertDependencies {
  readonly database: Database
}

export function buildAlertHandlers({ database }: AlertDependencies): readonly Handler[] {
  const find = async (id: string) => {
    const found = await selectResource(database, ALERT_TABLE, id)
    if (found === undefined) throw new NotFoundError({ resource: 'Alert', id })
    return found
  }
  return [
    handle(ALERTS_LIST, async ({ state, severity, rule, of, limit, after }) => {
      const range = { beforeSeq: readCursor(ALERTS_LIST.name, after), count: limit }
      const where = { state, severity, rule, of_id: of }
      return toPage(await selectResources(database, ALERT_TABLE, where, range))
    }),
    handle(ALERTS_GET, async ({ alert_id }) => await find(alert_id)),
    handle(ALERTS_RESOLVE, async ({ alert_id: id, reason }, context) => {
      const { state } = await find(id)
      const move = { resource: 'Alert', id, wanted: 'resolved' }
      if (nextState(ALERT_MACHINE, state, 'thunderbolt.alert.resolved') === undefined) {
        throw new StateConflictError({ ...move, state })
      }
      await confirmMove(
        database,
        { ...move, operation: ALERTS_RESOLVE.name },
        context.publishEvent(describeResolved(id, context.principal.id, reason)),
      )
      return await find(id)
    }),
  ]
}
