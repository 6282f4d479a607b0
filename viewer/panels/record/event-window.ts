/** Events that a page has of the ledger, the newest first: each once, and no more than it can hold. */
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'

/** So many are kept; of more the oldest are let go, which the ledger still has. */
export const MAX_KEPT = 10_000

/**
 * Joins what is kept with what has come, from whichever end.
 *
 * @param kept the newest first.
 * @param come in any order.
 */
export function joinEvents(
  kept: readonly LiveEvent[],
  come: readonly LiveEvent[],
): readonly LiveEvent[] {
  const newest = kept[0]?.seq ?? -1
  const oldest = kept.at(-1)?.seq ?? Number.POSITIVE_INFINITY
  const sorted = come.toSorted((one, other) => other.seq - one.seq)
  const newer = sorted.filter(({ seq }, at) => seq > newest && seq !== sorted[at - 1]?.seq)
  const older =
    kept.length === 0
      ? []
      : sorted.filter(({ seq }, at) => seq < oldest && seq !== sorted[at - 1]?.seq)
  if (newer.length === 0 && older.length === 0) return kept
  // What is asked for of the past has to have room, or it could never be seen.
  const all = [...newer, ...kept, ...older]
  return older.length > 0 ? all.slice(0, MAX_KEPT + older.length) : all.slice(0, MAX_KEPT)
}

/** What is looked for among the events. */
export interface EventFilter {
  /** Empty for all. */
  readonly type: string
  /** What one of the words by which an event is known has in it; empty for all. */
  readonly text: string
  /** Not before, in milliseconds since 1970; undefined for all. */
  readonly sinceMs: number | undefined
}

/** The fields of data that name what an event is of. */
const NAMES = ['run_id', 'trial_id', 'study_id', 'sha256', 'artifact_sha256', 'scenario_sha256']

/** Tells which events are looked for. */
export function buildEventFilter({ type, text, sinceMs }: EventFilter) {
  const wanted = text.trim().toLowerCase()
  return (event: LiveEvent): boolean => {
    if (type !== '' && event.type !== type) return false
    if (sinceMs !== undefined && !(Date.parse(event.time ?? '') >= sinceMs)) return false
    return wanted === '' || wordsOf(event).some((word) => word.toLowerCase().includes(wanted))
  }
}

function wordsOf(event: LiveEvent): readonly string[] {
  const { id, subject, topic, data, traceparent } = event
  const named = NAMES.map((name) => data?.[name])
  const words = [id, subject, topic, event.correlation_id, event.causation_id, traceparent]
  return [...words, ...named].filter((word) => typeof word === 'string')
}

/** The id of the trace in a W3C `traceparent`; undefined where there is none. */
export function traceOf({ traceparent }: Pick<LiveEvent, 'traceparent'>): string | undefined {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1]
}

/** What brought an event about, the nearest first, as far as it is among those that are known. */
export function traceCauses(
  event: LiveEvent,
  known: ReadonlyMap<string, LiveEvent>,
): { readonly causes: readonly LiveEvent[]; readonly missing: string | undefined } {
  const causes: LiveEvent[] = []
  const seen = new Set([event.id])
  for (let at = event; at.causation_id !== undefined; ) {
    const cause = known.get(at.causation_id)
    if (cause === undefined) return { causes, missing: at.causation_id }
    // What is told of causes may be anything: nothing keeps it from going in a circle.
    if (seen.has(cause.id)) break
    seen.add(cause.id)
    causes.push(cause)
    at = cause
  }
  return { causes, missing: undefined }
}

/** What a request is brought about by is a verdict, by its chain and its number there. */
export function isVerdictId(id: string): boolean {
  return /\.\d+$/.test(id)
}
