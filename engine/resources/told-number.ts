/**
 * Numbers on record. A ledger holds none beyond ±(2^53 - 1), where readers might round; such a number is told by the
 * shortest text that is read as it (ECMAScript, section 6.1.6.1.20).
 */
export type ToldNumber = number | string

/** A finite number as it is told. */
export function tellNumber(value: number): ToldNumber {
  // A ledger has no -0.
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value + 0 : String(value)
}

/** The number that was told. */
export const readNumber = (told: ToldNumber): number => Number(told)
