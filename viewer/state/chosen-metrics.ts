/** The metrics that a person watches, kept for the next visit. */
import { MAX_WATCHED } from '../../engine/protocol/measure-api.ts'

/** A chart of a metric. */
export interface ChosenMetric {
  /** As the engine takes it, `block-entropy:3`. */
  readonly spec: string
  /** Which of its outputs is drawn, the key of its definition. */
  readonly output: string
}

const KEY = 'thunderline.metrics'

/** Specs and keys are short; what is longer is none of ours. */
const MAX_CHARACTERS = 100

/** What was chosen last; nothing where that cannot be read. */
export function readChosen(): readonly ChosenMetric[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isChosen).slice(0, MAX_WATCHED) : []
  } catch {
    // Storage may be forbidden, or hold what somebody else wrote.
    return []
  }
}

/** Keeps what is chosen, where the browser lets us. */
export function rememberChosen(chosen: readonly ChosenMetric[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen))
  } catch {
    // Then the next visit begins without.
  }
}

function isChosen(value: unknown): value is ChosenMetric {
  if (typeof value !== 'object' || value === null) return false
  const { spec, output } = value as Partial<Record<string, unknown>>
  return [spec, output].every((text) => typeof text === 'string' && text.length <= MAX_CHARACTERS)
}
