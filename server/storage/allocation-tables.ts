/** Shares of machines. */
import type { Allocation } from '../../engine/resources/resource-allocation.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const ALLOCATION_TABLE: ResourceTable<Allocation> = {
  name: 'allocations',
  key: 'allocation_id',
  columns: [
    ...['allocation_id', 'run_id', 'zone', 'worker', 'threads', 'memory_mib', 'state'],
    ...['created_at_ms', 'released_at_ms', 'reason'],
  ],
  toRow: (allocation) => allocation,
  fromRow: ({ seq, ...row }) => withoutNulls(row) as Allocation,
}
