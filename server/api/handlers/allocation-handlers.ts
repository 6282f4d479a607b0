/** Grants, frees and tells of shares of machines. */
import {
  ALLOCATIONS_GET,
  ALLOCATIONS_GRANT,
  ALLOCATIONS_LIST,
  ALLOCATIONS_RELEASE,
} from '../../../engine/resources/operations/allocation-operations.ts'
import { ALLOCATION_MACHINE } from '../../../engine/resources/resource-allocation.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import { describeGrant, describeRelease } from '../../jobs/allocation-events.ts'
import { ALLOCATION_TABLE } from '../../storage/allocation-tables.ts'
import type { Database } from '../../storage/database.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { NotFoundError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export interface AllocationDependencies {
  readonly database: Database
  newId(): string
}

export function buildAllocationHandlers(deps: AllocationDependencies): readonly Handler[] {
  const { database, newId } = deps
  const find = async (id: string) => {
    const found = await selectResource(database, ALLOCATION_TABLE, id)
    if (found === undefined) throw new NotFoundError({ resource: 'ResourceAllocation', id })
    return found
  }
  return [
    handle(ALLOCATIONS_LIST, async ({ state, run_id, limit, after }) => {
      const range = { beforeSeq: readCursor(ALLOCATIONS_LIST.name, after), count: limit }
      return toPage(await selectResources(database, ALLOCATION_TABLE, { state, run_id }, range))
    }),
    handle(ALLOCATIONS_GET, async ({ allocation_id }) => await find(allocation_id)),
    handle(ALLOCATIONS_GRANT, async ({ allocation_id: id = newId(), ...share }, context) => {
      const move = { resource: 'ResourceAllocation', id, wanted: 'granted' }
      await confirmMove(
        database,
        { ...move, operation: ALLOCATIONS_GRANT.name },
        context.publishEvent(describeGrant(id, share)),
      )
      return await find(id)
    }),
    handle(ALLOCATIONS_RELEASE, async ({ allocation_id: id, reason }, context) => {
      const { state } = await find(id)
      const move = { resource: 'ResourceAllocation', id, wanted: 'released' }
      if (nextState(ALLOCATION_MACHINE, state, 'allocation.released') === undefined) {
        throw new StateConflictError({ ...move, state })
      }
      await confirmMove(
        database,
        { ...move, operation: ALLOCATIONS_RELEASE.name },
        context.publishEvent(describeRelease(id, reason)),
      )
      return await find(id)
    }),
  ]
}
