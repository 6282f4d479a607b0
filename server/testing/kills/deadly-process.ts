/** A process that does a workload and ends itself at a point of it; tells on its output what was acknowledged. */
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createDeadlyDisk, type DeadlyPoint } from './deadly-disk.ts'
import { type DeadlyWorkloadName, followWorkload } from './deadly-workload.ts'
import { createHastyDisk } from './hasty-disk.ts'

/** What its first argument says, in JSON. */
export interface DeadlyOrder {
  readonly folder: string
  readonly workload: DeadlyWorkloadName
  readonly point: DeadlyPoint
  /** Says that writes are synced which are not even written. */
  readonly isHasty: boolean
}

// Otherwise written at an exit, which this process has none of: the next one starts in a third of the time.
flushCompileCache()
const { folder, workload, point, isHasty } = JSON.parse(process.argv[2]!) as DeadlyOrder
const deadly = createDeadlyDisk(point)
const disk = isHasty ? createHastyDisk(deadly) : deadly
await followWorkload(folder, workload, disk, (acknowledgement) =>
  // At once, so that what was acknowledged is known whatever comes next.
  writeSync(1, `${JSON.stringify(acknowledgement)}\n`),
)
