/** Every projection there is: the server leads all of them, and `ledger rebuild` makes their tables anew. */
import { POLICY_PROJECTION } from './policy-projection.ts'
import type { Projection } from './projection.ts'
import { RESOURCE_PROJECTION } from './resource-projection.ts'

/** In no order that counts: each has a position of its own. */
export const ALL_PROJECTIONS: readonly Projection[] = Object.freeze([
  RESOURCE_PROJECTION,
  POLICY_PROJECTION,
])
