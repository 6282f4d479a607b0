/** What a tick of a bit is told beside the bit. Thunderbit contract, section 7.1. */
import { type NeighborhoodSpec, reachOf } from '../lattice/neighborhood.ts'
import { assertFieldValues, assertName, assertWhole } from './context-check.ts'

export interface TickContext {
  /** The tick that the step starts from. */
  readonly tickNumber: number
  /** The zone that ticks; undefined for whichever the bit is in. */
  readonly zoneId: string | undefined
  /** Stands in for the neighborhood of the bit's rule. */
  readonly neighborhood: NeighborhoodSpec | undefined
  /** Values by channel that are used instead of reading the fields. */
  readonly fieldSnapshot: Readonly<Record<string, number>> | undefined
  /** Who asks for the tick. */
  readonly actor: string | undefined
  /** Traces every bit, whatever it says itself. */
  readonly traceAll: boolean
  /** How long reading the fields may take. */
  readonly timeoutMs: number
}

export const DEFAULT_TIMEOUT_MS = 5000

const MAX_TIMEOUT_MS = 600_000

/**
 * Builds a context; only the tick has to be said.
 *
 * @throws {ContextError | NeighborhoodError} naming the first value that cannot be.
 */
export function buildTickContext(
  spec: Partial<TickContext> & { readonly tickNumber: number },
): TickContext {
  const { tickNumber, zoneId, neighborhood, fieldSnapshot, actor } = spec
  if (neighborhood !== undefined) reachOf(neighborhood)
  return Object.freeze<TickContext>({
    tickNumber: assertWhole('tickNumber', tickNumber, 0, Number.MAX_SAFE_INTEGER),
    zoneId: assertName('zoneId', zoneId),
    neighborhood,
    fieldSnapshot: assertFieldValues('fieldSnapshot', fieldSnapshot),
    actor: assertName('actor', actor),
    traceAll: spec.traceAll === true,
    timeoutMs: assertWhole('timeoutMs', spec.timeoutMs ?? DEFAULT_TIMEOUT_MS, 0, MAX_TIMEOUT_MS),
  })
}
