/** Every projection there is: the server leads all of them, and `ledger rebuild` makes their tables anew. */
import { LINEAGE_PROJECTION } from './lineage-projection.ts'
import { POLICY_PROJECTION } from './policy-projection.ts'
import type { Projection } from './projection.ts'
import { RESOURCE_PROJECTION } from './resource-projection.ts'
import { RUN_PROJECTION } from './run-projection.ts'
import { STUDY_PROJECTION } from './study-projection.ts'

/** In no order that counts: each has a position of its own. */
export const ALL_PROJECTIONS: readonly Projection[] = Object.freeze([
  RESOURCE_PROJECTION,
  RUN_PROJECTION,
  STUDY_PROJECTION,
  LINEAGE_PROJECTION,
  POLICY_PROJECTION,
])

/** Their names, by which the bus knows them. */
export const PROJECTIONS: readonly string[] = ALL_PROJECTIONS.map(({ name }) => name)
