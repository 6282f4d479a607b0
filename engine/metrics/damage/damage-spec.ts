/** What is changed of a run to see what becomes of it, as a metric's parameter says it. */

/** A change at a tick, after its commands. */
export interface DamageSpec {
  readonly tick: number
  /** Each cell is changed with the chance of one in so many; undefined for the one in the middle. */
  readonly oneIn: number | undefined
}

/** Ticks and chances have up to so many digits. */
const SPEC = /^(0|[1-9][0-9]{0,8})(?:\/([1-9][0-9]{0,8}))?$/

/** Reads `TICK` or `TICK/PARTS`; undefined for anything else. */
export function parseDamageSpec(text: string): DamageSpec | undefined {
  const match = SPEC.exec(text)
  if (match === null) return undefined
  return { tick: Number(match[1]), oneIn: match[2] === undefined ? undefined : Number(match[2]) }
}
