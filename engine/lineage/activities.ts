/** Which things of lineage happen, and which are there: formats of others tell these apart. */
import type { LineageNode } from './lineage-facts.ts'
import type { NodeKind } from './node-id.ts'

const ACTIVITIES: ReadonlySet<NodeKind> = new Set([
  ...(['run', 'study', 'promotion', 'deployment'] as const),
])

/** Whether a thing happens, from a begin to an end. */
export function isActivity(kind: NodeKind): boolean {
  return ACTIVITIES.has(kind)
}

/** When something began and ended, in milliseconds since 1970; undefined where that is not told. */
export function spanOf({ attributes }: LineageNode): {
  readonly beganMs: number | undefined
  readonly endedMs: number | undefined
} {
  const find = (...names: readonly string[]) =>
    names.map((name) => attributes[name]).find((value) => typeof value === 'number')
  return {
    beganMs: find('started_at_ms', 'created_at_ms', 'at_ms', 'registered_at_ms', 'stored_at_ms'),
    endedMs: find('ended_at_ms', 'at_ms'),
  }
}

/** RFC 3339. */
export const formatTime = (ms: number): string => new Date(ms).toISOString()
