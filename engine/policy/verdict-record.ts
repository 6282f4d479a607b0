/**
 * A verdict as it is written down: one line of JSON, the same bytes for the same verdict wherever
 * it was given.
 *
 * It is an array, so that no key order matters; attributes are sorted by name. It holds the tick
 * and no other time.
 */
import type { SpawnRequest } from './spawn-request.ts'
import type { Verdict } from './verdict.ts'

/** A verdict with what it was given on. */
export interface VerdictEntry {
  /** Of the simulation. */
  readonly tick: number
  /** Of the policies that decided. */
  readonly version: string
  readonly request: SpawnRequest
  readonly verdict: Verdict
}

/** Writes verdict number `index` of a chain. */
export function writeVerdictRecord(index: number, entry: VerdictEntry): string {
  const { tick, version, request, verdict } = entry
  const { actor, zoneId, coord, attributes } = request
  const names = Object.keys(attributes).sort()
  return JSON.stringify([
    index,
    tick,
    version,
    [actor, zoneId, [coord.x, coord.y, coord.z], names.map((name) => [name, attributes[name]])],
    [
      verdict.decision,
      verdict.decision === 'deny' ? verdict.code : null,
      verdict.reason,
      verdict.policies,
    ],
  ])
}

/** The number a record says it has; undefined where it is no record. */
export function readRecordIndex(record: string): number | undefined {
  const digits = /^\[(\d{1,16}),/.exec(record)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
