/**
 * What goes on record of a share of a machine, whoever tells it: a worker that lets a run go on, or somebody who asks
 * for it. Both say it under the same keys, so that a share is granted once and released once, whoever is first.
 */
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import type { EventCause } from '../../engine/telemetry/published-event.ts'

/** A share, as it is granted. */
export interface AllocationShare {
  readonly run_id: string
  /** The zone of hardware: `cpu`, `gpu`. */
  readonly zone: string
  readonly worker: string
  readonly threads: number
  readonly memory_mib: number
}

/** What a worker tells beside the fact; whoever asks at the desk has both from there. */
export interface ToldBy {
  readonly agent?: string
  readonly cause?: EventCause
}

export function describeGrant(
  allocationId: string,
  share: AllocationShare,
  by: ToldBy = {},
): KnownRecord {
  return {
    kind: 'record',
    name: 'allocation.granted',
    ...by,
    idempotencyKey: `allocation/${allocationId}`,
    data: { allocation_id: allocationId, ...share },
  }
}

/** Whoever releases it: whatever reason comes first is on record. */
export function describeRelease(
  allocationId: string,
  reason: string,
  by: ToldBy = {},
): KnownRecord {
  return {
    kind: 'record',
    name: 'allocation.released',
    ...by,
    idempotencyKey: `allocation/${allocationId}/end`,
    data: { allocation_id: allocationId, reason },
  }
}
